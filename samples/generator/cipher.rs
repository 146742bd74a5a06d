//! Enciphers the streams of protected XLS workbooks, with the password that every Excel knows.

use md5::{Digest, Md5};
use sha1::Sha1;

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
        let password: Vec<u8> = "VelvetSweatshop".encode_utf16().flat_map(u16::to_le_bytes).collect();
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
