//! Enciphered streams. Excel enciphers a workbook whose structure is protected by a password of its own that every copy
//! knows and tries without asking: such a file opens for everybody, and is read here too. Any other password is a
//! lock; nothing is guessed.
//!
//! Two ways of 40 to 128 bits are known, the one of Excel 97 and the one with a header of 2003 and later. The stream
//! is enciphered in blocks of 1024 bytes with a key each; heads of records, and a few records, stay in the open.

use md5::{Digest, Md5};
use sha1::Sha1;

use super::records::{Records, kind};
use crate::xlsx::binary::Record;
use crate::{Code, Error};

/// The password that Excel tries first.
const EVERYBODYS: &str = "VelvetSweatshop";
const BLOCK: usize = 1024;
/// Records that are never enciphered: beginnings, this one, and what says who works on the file.
const OPEN: [u16; 7] = [kind::BOF, kind::FILEPASS, 0x00E1, 0x0138, 0x0194, 0x0195, 0x0196];

/// Deciphers a stream in place where everybody's password fits. A stream in the open is left as it is.
pub fn unlock(stream: &mut [u8]) -> Result<(), Error> {
    let mut head = Records::new(stream, 0).take_while(|record| record.kind != kind::EOF);
    let Some(lock) = head.find(|record| record.kind == kind::FILEPASS) else { return Ok(()) };
    let key = Key::of(&lock).filter(|key| key.fits).ok_or_else(|| Error::new(Code::ENCRYPTED))?;
    decipher(stream, &key);
    Ok(())
}

enum Way {
    /// Excel 97.
    Md5([u8; 5]),
    /// With the length of keys in bytes.
    Sha1([u8; 20], usize),
}

struct Key {
    way: Way,
    fits: bool,
}

impl Key {
    /// What everybody's password makes of the lock, and whether it opens it.
    fn of(lock: &Record<'_>) -> Option<Self> {
        const STREAM_CIPHER: u16 = 1;
        let password: Vec<u8> = EVERYBODYS.encode_utf16().flat_map(u16::to_le_bytes).collect();
        match (lock.u16(0)?, lock.u16(2)?, lock.u16(4)?) {
            (STREAM_CIPHER, 1, 1) => {
                let way = Way::Md5(first_key(&password, lock.data.get(6..22)?)?);
                let fits = way.opens(lock.data.get(22..38)?, lock.data.get(38..54)?);
                Some(Self { way, fits })
            }
            (STREAM_CIPHER, 2..=4, 2) => {
                let bits = lock.u32(30)? as usize;
                let verifier = lock.from((lock.u32(10)? as usize).checked_add(14)?);
                let first = Sha1::new().chain_update(verifier.get(4..20)?).chain_update(&password).finalize();
                let bytes = if bits == 0 { 5 } else { bits / 8 };
                let way = Way::Sha1(first.into(), bytes.clamp(1, 16));
                let fits = way.opens(verifier.get(20..36)?, verifier.get(40..60)?);
                Some(Self { way, fits })
            }
            _ => None,
        }
    }
}

fn first_key(password: &[u8], salt: &[u8]) -> Option<[u8; 5]> {
    const ROUNDS: usize = 16;
    let hash = Md5::digest(password);
    let mut rounds = Md5::new();
    for _ in 0..ROUNDS {
        rounds.update(&hash[..5]);
        rounds.update(salt);
    }
    rounds.finalize().first_chunk().copied()
}

impl Way {
    /// Whether a proof, enciphered beside its own hash, comes out right.
    fn opens(&self, proof: &[u8], hash: &[u8]) -> bool {
        let cipher = self.cipher(0);
        let plain = |bytes: &[u8], at: usize| -> Vec<u8> {
            bytes.iter().zip(&cipher[at..]).map(|(byte, mask)| byte ^ mask).collect()
        };
        let (proof, hash) = (plain(proof, 0), plain(hash, proof.len()));
        match self {
            Self::Md5(_) => Md5::digest(&proof)[..] == hash[..],
            Self::Sha1(..) => Sha1::digest(&proof)[..] == hash[..],
        }
    }

    /// The bytes that a block of the stream is mixed with.
    fn cipher(&self, block: u32) -> [u8; BLOCK] {
        match self {
            Self::Md5(first) => {
                keystream(&Md5::new().chain_update(first).chain_update(block.to_le_bytes()).finalize())
            }
            Self::Sha1(first, length) => {
                let hash = Sha1::new().chain_update(first).chain_update(block.to_le_bytes()).finalize();
                let mut key = [0; 16];
                key[..*length].copy_from_slice(&hash[..*length]);
                // The shortest keys are filled up with zeros.
                keystream(if *length == 5 { &key } else { &key[..*length] })
            }
        }
    }
}

/// The stream cipher RC4.
fn keystream(key: &[u8]) -> [u8; BLOCK] {
    let mut state: [u8; 256] = std::array::from_fn(|index| index as u8);
    let mut other = 0u8;
    for index in 0..256 {
        other = other.wrapping_add(state[index]).wrapping_add(key[index % key.len()]);
        state.swap(index, usize::from(other));
    }
    let (mut index, mut other) = (0u8, 0u8);
    std::array::from_fn(|_| {
        index = index.wrapping_add(1);
        other = other.wrapping_add(state[usize::from(index)]);
        state.swap(usize::from(index), usize::from(other));
        state[usize::from(state[usize::from(index)].wrapping_add(state[usize::from(other)]))]
    })
}

/// Deciphers the bodies of all records that are enciphered.
fn decipher(stream: &mut [u8], key: &Key) {
    const HEAD: usize = 4;
    let mut at = 0;
    let mut block = (0, key.way.cipher(0));
    while let Some(&[a, b, c, d]) = stream.get(at..).and_then(|rest| rest.first_chunk()) {
        let (kind, length) = (u16::from_le_bytes([a, b]), usize::from(u16::from_le_bytes([c, d])));
        let end = (at + HEAD + length).min(stream.len());
        // The list of sheets keeps their places in the open.
        let begin = at + HEAD + if kind == kind::BOUNDSHEET { 4 } else { 0 };
        if !OPEN.contains(&kind) {
            for (place, byte) in (begin..).zip(stream.get_mut(begin..end).unwrap_or_default()) {
                if place / BLOCK != block.0 {
                    block = (place / BLOCK, key.way.cipher((place / BLOCK) as u32));
                }
                *byte ^= block.1[place % BLOCK];
            }
        }
        at = end;
    }
}
