//! Enciphers the streams of protected XLS workbooks, with the password that every Excel knows, and whole packages, with
//! any password.

use aes::cipher::{BlockCipherEncrypt, KeyInit};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha512;

use crate::biff::compound;

/// The password that every Excel knows and tries without asking.
pub const EVERYBODYS: &str = "VelvetSweatshop";
const SALT: [u8; 16] = *b"sixteen of salt!";
const PROOF: [u8; 16] = *b"proof of opening";

/// How a stream is enciphered.
#[derive(Clone, Copy)]
pub enum Cipher {
    Excel97,
    Excel2003,
}

impl Cipher {
    fn key(self, block: u32) -> Vec<u8> {
        let password = wide(EVERYBODYS);
        match self {
            Self::Excel97 => {
                let short = Md5::digest(&password)[..5].to_vec();
                let long = Md5::digest([short, SALT.to_vec()].concat().repeat(16));
                Md5::digest([&long[..5], &block.to_le_bytes()].concat()).to_vec()
            }
            Self::Excel2003 => {
                let first = Sha1::digest([&SALT[..], &password].concat());
                Sha1::digest([&first[..], &block.to_le_bytes()].concat())[..16].to_vec()
            }
        }
    }

    fn mask(self, block: u32) -> Vec<u8> {
        let key = self.key(block);
        let mut state: Vec<u8> = (0..=255).collect();
        let mut j = 0usize;
        for i in 0..256 {
            j = (j + usize::from(state[i]) + usize::from(key[i % key.len()])) % 256;
            state.swap(i, j);
        }
        let (mut i, mut j) = (0usize, 0usize);
        let mut next = || {
            i = (i + 1) % 256;
            j = (j + usize::from(state[i])) % 256;
            state.swap(i, j);
            state[(usize::from(state[i]) + usize::from(state[j])) % 256]
        };
        (0..1024).map(|_| next()).collect()
    }

    /// The record that says how the stream is enciphered, and how to check a password.
    pub fn lock(self) -> Vec<u8> {
        let hash = match self {
            Self::Excel97 => Md5::digest(PROOF).to_vec(),
            Self::Excel2003 => Sha1::digest(PROOF).to_vec(),
        };
        let plain = [PROOF.to_vec(), hash].concat();
        let hidden: Vec<u8> = plain.iter().zip(self.mask(0)).map(|(byte, mask)| byte ^ mask).collect();
        let (proof, hash) = hidden.split_at(16);
        let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
        match self {
            Self::Excel97 => [&[1, 0, 1, 0, 1, 0][..], &SALT, proof, hash].concat(),
            Self::Excel2003 => {
                let header = words(&[4, 0, 0x6801, 0x8004, 128, 1, 0, 0, 0]);
                let sizes = words(&[4, header.len() as u32]);
                [&[1, 0, 2, 0, 2, 0][..], &sizes, &header, &words(&[16]), &SALT, proof, &words(&[20]), hash]
                    .concat()
            }
        }
    }

    pub fn encipher(self, stream: &mut [u8]) {
        let masks: Vec<Vec<u8>> = (0..=stream.len() as u32 / 1024).map(|block| self.mask(block)).collect();
        let mut at = 0;
        while at + 4 <= stream.len() {
            let kind = u16::from_le_bytes([stream[at], stream[at + 1]]);
            let length = usize::from(u16::from_le_bytes([stream[at + 2], stream[at + 3]]));
            let begin = match kind {
                0x0809 | 0x002F => at + 4 + length,
                0x0085 => at + 8,
                _ => at + 4,
            };
            for place in begin..at + 4 + length {
                stream[place] ^= masks[place / 1024][place % 1024];
            }
            at += 4 + length;
        }
    }
}

/// A package under the lock of Office 2010 and later.
pub fn locked_2010(package: &[u8], password: &str) -> Vec<u8> {
    const SPINS: u32 = 1_000;
    const KEY: [u8; 32] = *b"thirty-two bytes of a secret key";
    let hash = |pieces: &[&[u8]]| Sha512::digest(pieces.concat()).to_vec();
    let spun =
        (0..SPINS).fold(hash(&[&SALT, &wide(password)]), |last, spin| hash(&[&spin.to_le_bytes(), &last]));
    let value = |purpose: u64, plain: &[u8]| {
        letters(&chained(&hash(&[&spun, &purpose.to_be_bytes()])[..32], &SALT, plain))
    };
    let common = format!(
        "saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" hashSize=\"64\" cipherAlgorithm=\"AES\" \
         cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\" saltValue=\"{}\"",
        letters(&SALT)
    );
    let info = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<encryption \
         xmlns=\"http://schemas.microsoft.com/office/2006/encryption\" \
         xmlns:p=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\"><keyData {common}/><keyEncryptors>\
         <keyEncryptor uri=\"http://schemas.microsoft.com/office/2006/keyEncryptor/password\"><p:encryptedKey \
         spinCount=\"{SPINS}\" {common} encryptedVerifierHashInput=\"{}\" encryptedVerifierHashValue=\"{}\" \
         encryptedKeyValue=\"{}\"/></keyEncryptor></keyEncryptors></encryption>",
        value(0xFEA7_D276_3B4B_9E79, &PROOF),
        value(0xD7AA_0F6D_3061_344E, &Sha512::digest(PROOF)),
        value(0x146E_0BE7_ABAC_D0D6, &KEY),
    );
    let segments = package.chunks(4096).enumerate().map(|(number, segment)| {
        chained(&KEY, &hash(&[&SALT, &(number as u32).to_le_bytes()])[..16], segment)
    });
    let body =
        [(package.len() as u64).to_le_bytes().to_vec(), segments.collect::<Vec<_>>().concat()].concat();
    let info = [&[4, 0, 4, 0, 0x40, 0, 0, 0][..], info.as_bytes()].concat();
    compound(&[("EncryptionInfo", &info), ("EncryptedPackage", &body)])
}

/// A package under the lock of Office 2007, which hashes fifty thousand times.
pub fn locked_2007(package: &[u8], password: &str) -> Vec<u8> {
    let hash = |pieces: &[&[u8]]| Sha1::digest(pieces.concat()).to_vec();
    let first = hash(&[&SALT, &wide(password)]);
    let spun = (0..50_000u32).fold(first, |last, spin| hash(&[&spin.to_le_bytes(), &last]));
    let last = hash(&[&spun, &[0; 4]]);
    let mixed: Vec<u8> = last.iter().map(|byte| byte ^ 0x36).chain([0x36; 44]).collect();
    let key = hash(&[&mixed])[..16].to_vec();
    let plain = |bytes: &[u8]| -> Vec<u8> { bytes.chunks(16).flat_map(|block| one(&key, block)).collect() };
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let header = [words(&[0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0]), vec![0; 2]].concat();
    let info = [
        &[4, 0, 2, 0][..],
        &words(&[0x24, header.len() as u32]),
        &header,
        &words(&[16]),
        &SALT,
        &plain(&PROOF),
        &words(&[20]),
        &plain(&Sha1::digest(PROOF)),
    ]
    .concat();
    let body = [(package.len() as u64).to_le_bytes().to_vec(), plain(package)].concat();
    compound(&[("EncryptionInfo", &info), ("EncryptedPackage", &body)])
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// One block, filled up with zeros where it is short.
fn one(key: &[u8], block: &[u8]) -> [u8; 16] {
    let mut full = [0; 16];
    full[..block.len()].copy_from_slice(block);
    let mut block = full.into();
    match key.len() {
        16 => aes::Aes128::new_from_slice(key).expect("16 bytes").encrypt_block(&mut block),
        _ => aes::Aes256::new_from_slice(key).expect("32 bytes").encrypt_block(&mut block),
    }
    block.into()
}

fn chained(key: &[u8], begin: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut last = begin.to_vec();
    let mut out = Vec::new();
    for block in plain.chunks(16) {
        let mixed: Vec<u8> =
            last.iter().enumerate().map(|(at, byte)| byte ^ block.get(at).copied().unwrap_or(0)).collect();
        last = one(key, &mixed).to_vec();
        out.extend(&last);
    }
    out
}

/// Bytes in 64 letters.
fn letters(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        let letter = |nth: usize| match nth <= group.len() {
            true => char::from(LETTERS[(bits >> (18 - 6 * nth)) as usize & 63]),
            false => '=',
        };
        (0..4).map(letter).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}
