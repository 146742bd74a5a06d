//! The character sets that a font of Windows names, for texts that are kept as bytes.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
};

/// Decodes a text by its font's character set. The default set is the system's own, which is not kept: GBK where the
/// bytes are that.
pub(super) fn decode(charset: u8, bytes: &[u8]) -> String {
    const DEFAULT: u8 = 1;
    let encoding: &Encoding = match charset {
        134 => GBK,
        136 => BIG5,
        128 => SHIFT_JIS,
        129 => EUC_KR,
        204 => WINDOWS_1251,
        222 => WINDOWS_874,
        238 => WINDOWS_1250,
        DEFAULT if GBK.decode_without_bom_handling_and_without_replacement(bytes).is_some() => GBK,
        _ => WINDOWS_1252,
    };
    encoding.decode_without_bom_handling(bytes).0.trim_end_matches('\0').to_owned()
}
