//! The sentence of every notice and error code. `{name}` stands for a detail of that name; a sentence whose detail is
//! missing drops the bracketed clause `[…]` around it.

use extractors::Code;

use super::Language;

/// The words of one code.
struct Words {
    code: Code,
    zh: &'static str,
    en: &'static str,
    hint_zh: &'static str,
    hint_en: &'static str,
}

const fn says(code: Code, zh: &'static str, en: &'static str) -> Words {
    Words { code, zh, en, hint_zh: "", hint_en: "" }
}

const fn advises(words: Words, hint_zh: &'static str, hint_en: &'static str) -> Words {
    Words { hint_zh, hint_en, ..words }
}

#[rustfmt::skip]
const WORDS: &[Words] = &[
    says(Code::EMPTY, "文件是空的", "the file is empty"),
    advises(says(Code::UNSUPPORTED, "没有能读取这种文件的模块[（{type}）]", "no reader knows this kind of file[ ({type})]"),
        "旧版文档在 Word 或 WPS 中另存为 .docx 后可读", "a document of an old version can be read once Word or WPS has saved it as .docx"),
    advises(says(Code::LEGACY_BINARY, "这是旧版二进制文档[（{type}）]", "this is a binary document of an old version[ ({type})]"),
        "在 Word 或 WPS 中另存为 .docx / .xlsx 后再读", "save it as .docx or .xlsx in Word or WPS and read that"),
    advises(says(Code::ENCRYPTED, "文件有打开密码", "the file is locked with a password"),
        "去掉密码后再读", "remove the password and read it again"),
    advises(says(Code::ENCRYPTED_DEFAULT, "文件以 Excel 默认密码加密（打开时不提示），但内容无法解密[：{detail}]",
        "the file is locked with the password that Excel tries by itself, but cannot be deciphered[: {detail}]"),
        "在 Excel 中打开并取消工作簿保护，另存后再读", "open it in Excel, lift the protection of the workbook, save it and read that"),
    says(Code::RIGHTS_MANAGED, "文件受权限管理保护，无法读取", "the file is protected by rights management"),
    says(Code::ZIP_ENCRYPTED, "压缩包中的内容有密码[：{part}]", "an entry of the package is locked[: {part}]"),
    says(Code::NOT_OOXML, "不是完整的 Office 文件[：{detail}]", "not a whole office file[: {detail}]"),
    says(Code::ZIP_TRUNCATED, "文件不完整，缺少[ {part}]", "the file is cut off and lacks[ {part}]"),
    says(Code::ZIP_OVERLAP, "压缩包中的条目互相重叠[：{part}]", "entries of the package lie over each other[: {part}]"),
    says(Code::ZIP_DUPLICATE, "压缩包中有同名条目[：{part}]", "two entries of the package have one name[: {part}]"),
    says(Code::ZIP_SIZE, "压缩包条目的大小与声明不符[：{part}]", "an entry of the package is not as large as it says[: {part}]"),
    says(Code::ZIP_CORRUPT, "压缩包条目已损坏[：{part}][，{detail}]", "an entry of the package is damaged[: {part}][, {detail}]"),
    says(Code::LIMIT_ENTRIES, "压缩包条目过多[（{count}）]", "the package has too many entries[ ({count})]"),
    says(Code::LIMIT_DEPTH, "XML 嵌套过深[：{part}]", "elements stand too deep in each other[: {part}]"),
    says(Code::LIMIT_ATTR, "一个标签的属性过多[：{part}]", "a tag has too many attributes[: {part}]"),
    says(Code::LIMIT_NS, "命名空间声明过多[：{part}]", "too many namespace declarations[: {part}]"),
    says(Code::XML_DTD, "含有文档类型声明，拒绝读取[：{part}]", "a document type declaration stands in it[: {part}]"),
    says(Code::XML_BROKEN, "XML 不完整[：{part}][，{detail}]", "the XML is broken[: {part}][, {detail}]"),
    says(Code::TYPE_MISMATCH, "内容不是文本[：{detail}]", "the content is not text[: {detail}]"),
    says(Code::ZIP_TRUNCATED_PARTLY, "文件不完整，正文已读出，缺少[ {part}]", "the file is cut off; its body was read, missing[ {part}]"),
    says(Code::LIMIT_EVENT, "一段内容过长，未读[：{part}]", "one piece of content is too long and was left out[: {part}]"),
    says(Code::LIMIT_CELLS, "单元格过多，只读了前 {count} 个", "too many cells; the first {count} were kept"),
    says(Code::LIMIT_TABLES, "表格过多，只读了前一部分[（共 {count} 个）]", "too many tables; the first ones were kept[ (of {count})]"),
    says(Code::LIMIT_BYTES, "内容过大，只读了前一部分[：{part}]", "too much content; what came first was kept[: {part}]"),
    says(Code::LIMIT_NEST, "表格嵌套过深，里层未读", "tables stand too deep in each other; the inner ones were left out"),
    says(
        Code::TABLES_MANY,
        "表格过多，其余单元格按文本保留",
        "more tables than allowed; the cells of the others were kept as lines of text",
    ),
    says(Code::LIMIT_SPAN, "合并范围过大，已截短[：{detail}]", "a span is too large and was cut[: {detail}]"),
    says(Code::CELL_BROKEN, "一个单元格无法读取[：{detail}]", "a cell could not be read[: {detail}]"),
    says(Code::XML_ENCODING, "编码与声明不符[：{part}]", "a part is not in the encoding it says[: {part}]"),
    says(Code::PART_BROKEN, "一个部件无法读取[：{part}][，{detail}]", "a part could not be read[: {part}][, {detail}]"),
    says(Code::TYPE_NAME, "内容与扩展名不符，实际是 {type}", "the content is not what the name says: it is {type}"),
    says(Code::ZIP_PATH, "条目名指向包外，已忽略[：{part}]", "an entry's name points outside the package and was ignored[: {part}]"),
    says(Code::ZIP_RATIO, "压缩率异常，按一半的限额读取[：{part}]", "a part is packed more tightly than documents are; read under half of the limits[: {part}]"),
    says(Code::BAD_COUNT, "文件中的计数不可信，已忽略[：{detail}]", "a count in the file is absurd and was not believed[: {detail}]"),
    says(Code::TEXT_DAMAGED, "文本中有损坏的字符[：{damage}][，{count} 处]", "characters of the text are damaged[: {damage}][, {count} times]"),
    says(Code::EXTERNAL_LINK, "有指向外部的链接，未打开[：{target}]", "a link points outside and was not opened[: {target}]"),
    says(Code::MACRO, "文件带有宏，未执行也未读取", "the file carries macros; they were neither run nor read"),
    says(Code::FORMULA_NOVALUE, "公式没有保存结果，值未知[：{formula}]", "a formula has no stored result; its value is unknown[: {formula}]"),
    says(Code::VALUE, "保存的值不可信[：{detail}]", "a stored value cannot be trusted[: {detail}]"),
    says(Code::ENCODING_GUESS, "编码按 {encoding} 读取[，把握{confidence}]", "read as {encoding}[, confidence {confidence}]"),
    says(Code::DELETED_TEXT, "修订中删除的文字未计入[：{text}]", "text deleted in a revision was left out[: {text}]"),
    says(Code::HIDDEN_TEXT, "隐藏文字未计入[：{text}]", "hidden text was left out[: {text}]"),
    says(Code::HIDDEN_TABLE, "整张表被隐藏，未从中读取数据", "the whole table is hidden; nothing was read from it"),
    says(Code::PLACEHOLDER, "未填写的占位提示按空白处理[：{text}]", "the prompt of a field not filled in counts as blank[: {text}]"),
    says(Code::PHONETIC, "注音未计入[：{text}]", "a reading printed above the text was left out[: {text}]"),
    says(Code::PICTURE, "这是一张图像，上面的文字和表格读不到", "a picture of which there is only the image; text and tables on it are not read"),
    says(Code::COMMENT, "批注[：{text}]", "a comment[: {text}]"),
    says(Code::DECISION, "在两种读法中选了一种[：{detail}]", "one of two readings was chosen[: {detail}]"),
    says(Code::TABLE_REFUSED, "一张表无法可靠还原，按文字保留[：{detail}]", "a table cannot be rebuilt without guessing; it was kept as text[: {detail}]"),
    says(Code::COPIES_DIFFER, "同一数据的两份副本不一致[：{detail}]", "two copies of the same figures differ[: {detail}]"),
    says(Code::EMBEDDED_SKIPPED, "嵌入的文件未读[：{name}]", "a file inside the file was not read[: {name}]"),
    says(Code::TABLE_GEOMETRY, "单元格位置有冲突，各单元格保留原位[：{detail}]", "cells of a table overlap or leave holes; each kept its place[: {detail}]"),
    says(Code::CELL_UNUSED, "表中的数字没有读懂，未使用[：{text}]", "a figure of a table was not understood and not used[: {text}]"),
    says(Code::TIMEOUT, "读取超时，已停止", "reading took too long and was stopped"),
    says(Code::STALL, "读取停滞，已停止", "reading made no headway and was stopped"),
    says(Code::MEMORY, "读取所需内存超过限制", "reading needed more memory than allowed"),
    says(Code::STACK, "内容嵌套过深，读取中断", "the content goes too deep; reading broke off"),
    says(Code::CPU, "读取所需计算时间超过限制", "reading needed more computing time than allowed"),
    says(Code::CRASH, "读取进程意外结束[：{detail}]", "the reading process ended unexpectedly[: {detail}]"),
    advises(says(Code::PERMISSION, "没有读取权限", "the file may not be read"),
        "请管理员授予读取权限", "ask for permission to read it"),
    advises(says(Code::PATH, "路径过长，无法打开", "the path is too long to be opened"),
        "把文件移到较浅的目录，或以更深的目录为根再读", "move it to a folder that lies less deep, or name a deeper folder as a root"),
    says(Code::TOO_LARGE, "文件过大[（{count} 字节）]，未读", "the file is too large[ ({count} bytes)] and was not read"),
    says(Code::FILE_IO, "系统无法读出文件[：{detail}]", "the system could not read the file[: {detail}]"),
    says(Code::CHANGING, "读取时文件正在变化，下次再读", "the file changed while it was read; a later run will read it"),
    says(Code::IO_HANG, "共享盘没有应答[（等待 {detail}）]，下次再读", "the share did not answer[ for {detail}]; a later run will read it"),
    says(Code::DUPLICATE_CONTENT, "另一个文件的内容与它完全相同[：{detail}]", "another file has the very same bytes[: {detail}]"),
    says(Code::NAME_COLLISION, "另一个文件名只在大小写或字符组合方式上不同[：{detail}]", "another file's name differs only in case or in how letters are put together[: {detail}]"),
    says(Code::LOCKED, "文件被其他程序锁定[（{detail}）]，下次再读", "another program keeps the file locked[ ({detail})]; a later run will read it"),
    says(Code::VANISHED, "列出后文件消失，下次再看", "the file vanished after it was listed"),
    advises(says(Code::CLOUD, "文件内容在云端，未下载", "the bytes of the file are kept elsewhere and were not fetched"),
        "在同步软件中设为“始终保留在此设备”", "have the sync program keep it on this device"),
    says(Code::TEMPORARY, "临时文件，跳过", "a temporary file, skipped"),
    says(Code::NAME_ENCODING, "文件名不是 UTF-8，按 GB18030 显示", "the name is not UTF-8; it is shown as GB18030"),
    says(Code::NAME, "文件名含有不可见的字符，或其他系统不能使用的写法", "the name holds what cannot be seen, or what other systems refuse"),
    says(Code::CLOCK, "文件的修改时间不可信[：{detail}]", "the date of the file cannot be trusted[: {detail}]"),
    says(Code::SYSTEM, "系统文件，跳过", "a file of the system, skipped"),
    says(Code::SYMLINK, "链接，未跟随", "a link, not followed"),
    says(Code::NOT_REGULAR, "不是普通文件，跳过", "no regular file, skipped"),
];

/// The sentence of a notice or an error.
pub fn message(language: Language, code: Code, details: &[(&'static str, String)]) -> String {
    match find(code) {
        Some(words) => fill(language.pick(words.zh, words.en), details),
        None => code.id.to_owned(),
    }
}

/// What a person can do about it, where there is something.
pub fn hint(language: Language, code: Code) -> Option<&'static str> {
    find(code).map(|words| language.pick(words.hint_zh, words.hint_en)).filter(|hint| !hint.is_empty())
}

fn find(code: Code) -> Option<&'static Words> {
    WORDS.iter().find(|words| words.code == code)
}

/// Puts details into a template; an optional clause `[…]` whose detail is missing is left out whole.
fn fill(template: &str, details: &[(&'static str, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('[') {
        let Some(close) = rest[open..].find(']').map(|at| open + at) else { break };
        out.push_str(&put(&rest[..open], details).0);
        let (clause, whole) = put(&rest[open + 1..close], details);
        if whole {
            out.push_str(&clause);
        }
        rest = &rest[close + 1..];
    }
    out.push_str(&put(rest, details).0);
    out
}

/// Replaces `{name}` marks; the second result tells whether every name was known.
fn put(text: &str, details: &[(&'static str, String)]) -> (String, bool) {
    let mut out = String::new();
    let mut whole = true;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        out.push_str(before);
        match details.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            None => whole = false,
        }
        rest = tail;
    }
    out.push_str(rest);
    (out, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_words_in_both_languages() {
        for &code in Code::ALL {
            let words = find(code).unwrap_or_else(|| panic!("{} has no words", code.id));
            assert!(!words.zh.is_empty() && !words.en.is_empty(), "{} is mute", code.id);
        }
        assert_eq!(WORDS.len(), Code::ALL.len(), "a code has two entries");
    }

    #[test]
    fn a_clause_without_its_detail_is_left_out() {
        let part = [("part", "a.xml".to_owned())];
        assert_eq!(fill("damaged[: {part}][, {detail}]", &part), "damaged: a.xml");
        assert_eq!(fill("damaged[: {part}]", &[]), "damaged");
        assert_eq!(fill("read as {encoding}", &[("encoding", "GBK".to_owned())]), "read as GBK");
    }
}
