//! Packages that are enciphered as a whole. Excel enciphers a workbook whose structure is protected by a password of
//! its own that every copy knows and tries without asking: such a file opens for everybody, and is read here too. Any
//! other password is a lock; nothing is guessed.
//!
//! Two ways are known: that of Office 2007 with tables of bytes, and that of 2010 and later, described in XML. Both
//! are AES over a key that is hashed many times from the password; the proof beside it says whether the password fits.

use aes::cipher::{BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::compound::Compound;
use crate::xml::{Scanner, Step, Tag};
use crate::{Code, Error, Limits};

/// The password that Excel tries first.
const EVERYBODYS: &str = "VelvetSweatshop";
const BLOCK: usize = 16;
/// Hashing more often than this is no longer a delay for guessers but one for readers: Excel asks for 100 000.
const MOST_SPINS: u32 = 1_000_000;

/// The package inside a compound file. `None` where it holds none.
pub fn package(limits: &Limits, bytes: &[u8]) -> Option<Result<Vec<u8>, Error>> {
    let file = Compound::open(bytes)?;
    let info = file.stream("EncryptionInfo").filter(|_| file.has_stream("EncryptedPackage"))?;
    let Some(key) = key(limits, &info.bytes) else { return Some(Err(Error::new(Code::ENCRYPTED))) };
    let plain = file.stream("EncryptedPackage").and_then(|stream| key.decipher(&stream.bytes));
    Some(plain.ok_or_else(|| Error::new(Code::ENCRYPTED_DEFAULT).with("detail", "EncryptedPackage")))
}

/// A key that fits the lock.
enum Key {
    /// One cipher over all blocks, each by itself.
    Plain(Cipher),
    /// Segments of the package, each begun with its own number.
    Chained { cipher: Cipher, hash: Hash, salt: Vec<u8> },
}

fn key(limits: &Limits, info: &[u8]) -> Option<Key> {
    match info.first_chunk()? {
        [4, 0, 4, 0] => described(limits, info.get(8..)?),
        [2..=4, 0, 2, 0] => tabled(info.get(4..)?),
        _ => None,
    }
}

impl Key {
    /// The package, cut to the length that stands before it.
    fn decipher(&self, stream: &[u8]) -> Option<Vec<u8>> {
        const SEGMENT: usize = 4096;
        let (length, enciphered) = stream.split_first_chunk()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let mut plain = enciphered.to_vec();
        plain.truncate(plain.len() / BLOCK * BLOCK);
        match self {
            Self::Plain(cipher) => plain.chunks_exact_mut(BLOCK).for_each(|block| cipher.block(block)),
            Self::Chained { cipher, hash, salt } => {
                for (number, segment) in (0u32..).zip(plain.chunks_mut(SEGMENT)) {
                    let begin = hash.of(&[salt, &number.to_le_bytes()]);
                    cipher.chain(&begin, segment)?;
                }
            }
        }
        let whole = plain.len() >= length && plain.starts_with(b"PK");
        plain.truncate(length);
        whole.then_some(plain)
    }
}

/// The cipher with its key, of whichever length.
enum Cipher {
    Short(Box<Aes128>),
    Middle(Box<Aes192>),
    Long(Box<Aes256>),
}

impl Cipher {
    fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Some(Self::Short(Box::new(Aes128::new_from_slice(key).ok()?))),
            24 => Some(Self::Middle(Box::new(Aes192::new_from_slice(key).ok()?))),
            32 => Some(Self::Long(Box::new(Aes256::new_from_slice(key).ok()?))),
            _ => None,
        }
    }

    fn block(&self, block: &mut [u8]) {
        let Ok(block) = block.try_into() else { return };
        match self {
            Self::Short(cipher) => cipher.decrypt_block(block),
            Self::Middle(cipher) => cipher.decrypt_block(block),
            Self::Long(cipher) => cipher.decrypt_block(block),
        }
    }

    /// Deciphers blocks that were each mixed with the one before, the first with `begin`.
    fn chain(&self, begin: &[u8], bytes: &mut [u8]) -> Option<()> {
        let mut before: [u8; BLOCK] = *begin.first_chunk()?;
        for block in bytes.chunks_exact_mut(BLOCK) {
            let enciphered: [u8; BLOCK] = *block.first_chunk()?;
            self.block(block);
            block.iter_mut().zip(before).for_each(|(byte, mask)| *byte ^= mask);
            before = enciphered;
        }
        Some(())
    }
}

#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        match name {
            "SHA1" | "SHA-1" => Some(Self::Sha1),
            "SHA256" | "SHA-256" => Some(Self::Sha256),
            "SHA384" | "SHA-384" => Some(Self::Sha384),
            "SHA512" | "SHA-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        fn with<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
            pieces.iter().fold(D::new(), |hash, piece| hash.chain_update(piece)).finalize().to_vec()
        }
        match self {
            Self::Sha1 => with::<Sha1>(pieces),
            Self::Sha256 => with::<Sha256>(pieces),
            Self::Sha384 => with::<Sha384>(pieces),
            Self::Sha512 => with::<Sha512>(pieces),
        }
    }

    /// What everybody's password becomes when it is hashed again and again.
    fn spun(self, salt: &[u8], spins: u32) -> Vec<u8> {
        let password: Vec<u8> = EVERYBODYS.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let first = self.of(&[salt, &password]);
        (0..spins).fold(first, |hash, spin| self.of(&[&spin.to_le_bytes(), &hash]))
    }
}

/// The lock of Office 2007: a header and a proof, in fixed places.
fn tabled(info: &[u8]) -> Option<Key> {
    const SPINS: u32 = 50_000;
    let word = |at: usize| Some(u32::from_le_bytes(*info.get(at..)?.first_chunk()?));
    let header = word(4)? as usize;
    let bits = word(8 + 16)? as usize;
    let verifier = info.get(8usize.checked_add(header)?..)?;
    let (salt, proof, hash) = (verifier.get(4..20)?, verifier.get(20..36)?, verifier.get(40..72)?);
    let spun = Hash::Sha1.spun(salt, SPINS);
    let last = Hash::Sha1.of(&[&spun, &0u32.to_le_bytes()]);
    let mut long = Vec::new();
    for pad in [0x36u8, 0x5C] {
        let mut mixed = [pad; 64];
        mixed.iter_mut().zip(&last).for_each(|(byte, mask)| *byte ^= mask);
        long.extend(Hash::Sha1.of(&[&mixed]));
    }
    let cipher = Cipher::new(long.get(..bits / 8)?)?;
    let (mut proof, mut hash) = (proof.to_vec(), hash.to_vec());
    proof.chunks_exact_mut(BLOCK).chain(hash.chunks_exact_mut(BLOCK)).for_each(|block| cipher.block(block));
    hash.starts_with(&Hash::Sha1.of(&[&proof])).then_some(Key::Plain(cipher))
}

/// What an element of the description says about one use of cipher and hash.
struct Use {
    salt: Vec<u8>,
    bytes: usize,
    hash: Hash,
}

impl Use {
    fn read(tag: &Tag<'_>) -> Option<Self> {
        let says = |name: &[u8], word: &str| tag.value(name).is_some_and(|value| value == word);
        let known = says(b"cipherAlgorithm", "AES") && says(b"cipherChaining", "ChainingModeCBC");
        let bits = tag.number(b"keyBits").filter(|_| known)?;
        Some(Self {
            salt: unpacked(&tag.value(b"saltValue")?)?,
            bytes: usize::try_from(bits).ok()? / 8,
            hash: Hash::named(&tag.value(b"hashAlgorithm")?)?,
        })
    }

    /// Deciphers a value with the key for its purpose.
    fn open(&self, spun: &[u8], purpose: [u8; 8], value: &str) -> Option<Vec<u8>> {
        let mut key = self.hash.of(&[spun, &purpose]);
        key.resize(self.bytes, 0x36);
        let mut plain = unpacked(value)?;
        let mut begin = self.salt.clone();
        begin.resize(BLOCK, 0x36);
        Cipher::new(&key)?.chain(&begin, &mut plain)?;
        Some(plain)
    }
}

/// The lock of Office 2010 and later: a description in XML.
fn described(limits: &Limits, xml: &[u8]) -> Option<Key> {
    const PROOF: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
    const ITS_HASH: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
    const KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];
    let mut scanner = Scanner::new(limits, "EncryptionInfo", xml);
    let mut data: Option<Use> = None;
    loop {
        let tag = match scanner.next().ok()? {
            Step::Open(tag) => tag,
            Step::Close => continue,
            Step::End => return None,
        };
        match tag.name {
            b"keyData" => data = Use::read(&tag),
            b"encryptedKey" => {
                let lock = Use::read(&tag)?;
                let spins = u32::try_from(tag.number(b"spinCount")?).ok()?;
                let spun = (spins <= MOST_SPINS).then(|| lock.hash.spun(&lock.salt, spins))?;
                let open = |purpose, name: &[u8]| lock.open(&spun, purpose, &tag.value(name)?);
                let mut proof = open(PROOF, b"encryptedVerifierHashInput")?;
                proof.truncate(usize::try_from(tag.number(b"saltSize")?).ok()?);
                let its_hash = open(ITS_HASH, b"encryptedVerifierHashValue")?;
                let fits = its_hash.starts_with(&lock.hash.of(&[&proof]));
                let Use { salt, bytes, hash } = data.filter(|_| fits)?;
                let key = open(KEY, b"encryptedKeyValue")?;
                return Some(Key::Chained { cipher: Cipher::new(key.get(..bytes)?)?, hash, salt });
            }
            _ => {}
        }
    }
}

/// Bytes that are written in 64 letters.
fn unpacked(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for letter in text.bytes().filter(|letter| !letter.is_ascii_whitespace() && *letter != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (bits, held) = (bits << 6 | u32::from(value), held + 6);
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_for_bytes() {
        assert_eq!(unpacked("aGViaWFv").as_deref(), Some(&b"hebiao"[..]));
        assert_eq!(unpacked("aGVi\nYQ==").as_deref(), Some(&b"heba"[..]));
        assert_eq!(unpacked("a-b"), None);
    }

    #[test]
    fn no_damage_to_a_lock_panics() {
        let limits = Limits::default();
        for path in ["xlsx/protected-2007.xlsx", "xlsx/protected-2010.xlsx"] {
            let sample = samples::all().into_iter().find(|sample| sample.path == path).unwrap();
            let info = Compound::open(&sample.bytes).unwrap().stream("EncryptionInfo").unwrap().bytes;
            assert!(key(&limits, &info).is_some(), "{path}");
            for cut in (0..info.len() / 2).step_by(9) {
                assert!(key(&limits, &info[..cut]).is_none(), "{path} cut at {cut}");
            }
        }
    }
}
