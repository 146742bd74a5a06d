//! Remarks that are not failures: what was skipped, guessed, repaired or lost, and where. A notice is data; its
//! sentence, in Chinese or English, is made from its code and details by the table of words in `src/words`.

use crate::Locator;

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is missing.
    Info,
    /// Something was guessed or skipped by rule.
    Warning,
    /// Something that stands in the file is not in the result.
    Error,
}

/// A kind of remark. Codes are stable: other programs hold on to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    pub id: &'static str,
    pub severity: Severity,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $severity:ident;)*) => {
        impl Code {
            $($(#[$doc])* pub const $name: Code = Code { id: $id, severity: Severity::$severity };)*
            /// Every code there is, so that a test can ask for its words.
            pub const ALL: &[Code] = &[$(Code::$name),*];
        }
    };
}

codes! {
    // The file cannot be read.
    /// No bytes at all.
    EMPTY = "E_EMPTY", Error;
    /// No reader knows these bytes. `type` where it is known what they are
    UNSUPPORTED = "S_UNSUPPORTED", Error;
    /// A Word or Excel file of the years before 2007 under a new name.
    LEGACY_BINARY = "E_LEGACY_BINARY", Error;
    /// Locked with a password.
    ENCRYPTED = "E_ENCRYPTED", Error;
    /// Locked with the password that Excel tries without asking, so that people believe it is open, and yet not to be
    /// deciphered. `detail`
    ENCRYPTED_DEFAULT = "E_ENCRYPTED_DEFAULT", Error;
    /// Protected by rights management.
    RIGHTS_MANAGED = "E_RIGHTS_MANAGED", Error;
    /// A zip package in which a needed entry is locked. `part`
    ZIP_ENCRYPTED = "E_ZIP_ENCRYPTED", Error;
    /// Not a package, although it begins like one. `detail`
    NOT_OOXML = "E_NOT_OOXML", Error;
    /// Cut off before its body was whole. `part`
    ZIP_TRUNCATED = "E_ZIP_TRUNCATED", Error;
    /// Entries lie over each other. `part`
    ZIP_OVERLAP = "E_ZIP_OVERLAP", Error;
    /// Two entries of one name: two readers would see two contents. `part`
    ZIP_DUPLICATE = "E_ZIP_DUPLICATE", Error;
    /// An entry is larger or smaller than it says. `part`
    ZIP_SIZE = "E_ZIP_SIZE", Error;
    /// An entry does not inflate or fails its checksum. `part`
    ZIP_CORRUPT = "E_ZIP_CORRUPT", Error;
    /// More entries than allowed. `count`
    LIMIT_ENTRIES = "E_LIMIT_ENTRIES", Error;
    /// Elements stand deeper in each other than allowed. `part`
    LIMIT_DEPTH = "E_LIMIT_DEPTH", Error;
    /// More attributes on one tag than allowed. `part`
    LIMIT_ATTR = "E_LIMIT_ATTR", Error;
    /// More namespace declarations than allowed. `part`
    LIMIT_NS = "E_LIMIT_NS", Error;
    /// A document type declaration, which office files never have. `part`
    XML_DTD = "E_XML_DTD", Error;
    /// The body is not well-formed. `part`, `detail`
    XML_BROKEN = "E_XML_BROKEN", Error;
    /// Binary content under a text name. `detail`
    TYPE_MISMATCH = "E_TYPE_MISMATCH", Error;

    // Some of it is missing.
    /// The package is cut off; the body was whole. `part`
    ZIP_TRUNCATED_PARTLY = "P_ZIP_TRUNCATED", Error;
    /// One piece of XML is larger than allowed; it was left out. `part`
    LIMIT_EVENT = "P_LIMIT_EVENT", Error;
    /// More cells than allowed; the first ones were kept. `count`
    LIMIT_CELLS = "P_LIMIT_CELLS", Error;
    /// More tables than allowed; the first ones were kept. `count`
    LIMIT_TABLES = "P_LIMIT_TABLES", Error;
    /// More bytes than allowed; what came before was kept. `part`
    LIMIT_BYTES = "P_LIMIT_BYTES", Error;
    /// Tables stand deeper in each other than allowed.
    LIMIT_NEST = "P_LIMIT_NEST", Error;
    /// A span is wider or higher than allowed; it was cut. `detail`
    LIMIT_SPAN = "P_LIMIT_SPAN", Error;
    /// A cell could not be read; the rest of its sheet was. `detail`
    CELL_BROKEN = "P_CELL", Error;
    /// A part is not in the encoding it says. `part`
    XML_ENCODING = "P_XML_ENCODING", Error;
    /// A part that is not the body could not be read. `part`, `detail`
    PART_BROKEN = "P_PART", Error;

    // All is there; something deserves a remark.
    /// The content is not what the name says. `type`
    TYPE_NAME = "W_TYPE_MISMATCH", Warning;
    /// An entry's name points outside the package; it was left alone. `part`
    ZIP_PATH = "W_ZIP_PATH", Warning;
    /// A part is packed more tightly than documents are; the file was read under half of the limits. `part`
    ZIP_RATIO = "W_ZIP_RATIO", Warning;
    /// A count in the file is absurd; it was not believed. `detail`
    BAD_COUNT = "W_BAD_COUNT", Warning;
    /// A target outside the file is named; it was not opened. `target`
    EXTERNAL_LINK = "W_EXTERNAL_LINK", Warning;
    /// The file carries macros; they were not looked at.
    MACRO = "W_MACRO", Warning;
    /// A formula without a stored result: its value is unknown. `formula`
    FORMULA_NOVALUE = "W_FORMULA_NOVALUE", Warning;
    /// A stored value that no reader should trust. `detail`
    VALUE = "W_VALUE", Warning;
    /// The encoding was guessed. `encoding`, `confidence`
    ENCODING_GUESS = "W_ENCODING_GUESS", Warning;
    /// Characters that are no text stand in it: invalid bytes, NULs, or what an earlier wrong decoding left. `damage`, `count`
    TEXT_DAMAGED = "W_TEXT_DAMAGED", Warning;
    /// Deleted text was left out. `text`
    DELETED_TEXT = "I_DELETED_TEXT", Info;
    /// Hidden text inside visible text was left out. `text`
    HIDDEN_TEXT = "I_HIDDEN_TEXT", Info;
    /// Nobody sees any cell of a table, because its sheet is hidden: nothing was read from it.
    HIDDEN_TABLE = "I_HIDDEN_TABLE", Info;
    /// The prompt of a field that nobody has filled in was left out. `text`
    PLACEHOLDER = "I_PLACEHOLDER", Info;
    /// The reading printed above a character was left out. `text`
    PHONETIC = "I_PHONETIC", Info;
    /// A picture of dots, or one drawn in a language that nobody here reads: what a person reads on it, a table perhaps,
    /// is not in the result.
    PICTURE = "I_PICTURE", Info;
    /// A comment of an editor, kept out of the text. `text`
    COMMENT = "I_COMMENT", Info;
    /// A choice between two readings of a text export. `detail`, `dialect`
    DECISION = "I_DECISION", Info;
    /// A table that cannot be rebuilt without guessing; its text was kept as prose. `detail`, `dialect`
    TABLE_REFUSED = "W_TABLE_REFUSED", Warning;
    /// Two copies of the same figures inside a file differ. `detail`
    COPIES_DIFFER = "W_COPIES_DIFFER", Warning;
    /// A file inside a file was not read: it lies too deep, or no reader knows it. `name`
    EMBEDDED_SKIPPED = "W_EMBEDDED_SKIPPED", Warning;
    /// More tables than allowed; the cells of the others were kept as lines of text.
    TABLES_MANY = "W_LIMIT_TABLES", Warning;
    /// Cells of a table overlap, leave holes, or reach over its edge; each kept its own place. `detail`
    TABLE_GEOMETRY = "W_TABLE_GEOMETRY", Warning;
    /// A figure in a table that was not understood: no header, no label says what it is. `text`
    CELL_UNUSED = "W_CELL_UNUSED", Warning;

    // What a run over many files says of one of them.
    /// Reading took longer than allowed.
    TIMEOUT = "E_TIMEOUT", Error;
    /// Reading made no headway for too long.
    STALL = "E_STALL", Error;
    /// Reading needed more memory than allowed.
    MEMORY = "E_MEMORY", Error;
    /// Reading went too deep.
    STACK = "E_STACK", Error;
    /// Reading needed more computing time than allowed.
    CPU = "E_CPU", Error;
    /// The reading process ended unexpectedly. `detail`
    CRASH = "E_CRASH", Error;
    /// The file may not be read.
    PERMISSION = "E_PERMISSION", Error;
    /// Its path is longer than the system can open.
    PATH = "E_PATH", Error;
    /// More bytes than a file may have. `count`
    TOO_LARGE = "E_TOO_LARGE", Error;
    /// The system could not hand the file over. `detail`
    FILE_IO = "E_IO", Error;
    /// It was changed while it was read; a later run will read it.
    CHANGING = "T_CHANGING", Warning;
    /// The share it lies on did not answer.
    IO_HANG = "T_IO_HANG", Warning;
    /// Another file has the very same bytes.
    DUPLICATE_CONTENT = "W_DUPLICATE_CONTENT", Warning;
    /// Another file's name differs from its name only in case or in how letters are put together.
    NAME_COLLISION = "W_NAME_COLLISION", Warning;
    /// Another program keeps it locked. `detail`: the file by which that program says so
    LOCKED = "T_LOCKED", Warning;
    /// It was there when the folder was listed and gone when it was to be read.
    VANISHED = "T_VANISHED", Warning;
    /// Its bytes are kept elsewhere; reading it would fetch them.
    CLOUD = "T_PLACEHOLDER", Warning;
    /// An owner file, a lock, a half-written copy.
    TEMPORARY = "S_TEMP", Info;
    /// Its name is in no encoding that programs agree on; it was taken for GB18030 where people see it.
    NAME_ENCODING = "W_NAME_ENCODING", Warning;
    /// Its name holds what people cannot see or what other systems refuse.
    NAME = "W_NAME", Warning;
    /// It says of itself that it is older than such files are, or not made yet.
    CLOCK = "W_CLOCK", Warning;
    /// A file that a system keeps for itself.
    SYSTEM = "S_SYSTEM", Info;
    /// A link, which is not followed, or leads out of the root.
    SYMLINK = "S_SYMLINK", Info;
    /// No regular file.
    NOT_REGULAR = "S_NOT_REGULAR", Info;
}

/// One remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub code: Code,
    pub at: Option<Locator>,
    /// Named values for the sentence: a part's name, a count, a piece of text.
    pub details: Vec<(&'static str, String)>,
}

impl Notice {
    pub fn new(code: Code) -> Self {
        Self { code, at: None, details: Vec::new() }
    }

    pub fn at(mut self, place: Locator) -> Self {
        self.at = Some(place);
        self
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.details.push((name, value.to_string()));
        self
    }
}

/// The remarks of one file. A kind that occurs very often is counted on, not listed for ever.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    list: Vec<Notice>,
    unlisted: Vec<(Code, usize)>,
}

impl Notices {
    /// Remarks of one code that are kept one by one; more are only counted.
    pub const LISTED_PER_CODE: usize = 100;

    pub fn add(&mut self, notice: Notice) {
        let listed = self.list.iter().filter(|known| known.code == notice.code).count();
        if listed < Self::LISTED_PER_CODE {
            self.list.push(notice);
            return;
        }
        match self.unlisted.iter_mut().find(|(code, _)| *code == notice.code) {
            Some((_, count)) => *count += 1,
            None => self.unlisted.push((notice.code, 1)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Notice> {
        self.list.iter()
    }

    /// The texts of the details, for hiding what must not be shown.
    pub fn details_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.list.iter_mut().flat_map(|notice| notice.details.iter_mut().map(|(_, value)| value))
    }

    /// Codes with more remarks than are listed, and how many more.
    pub fn unlisted(&self) -> &[(Code, usize)] {
        &self.unlisted
    }
}
