//! What we know, as data beside the code that loads and checks it: concepts and their wordings, table families and their
//! headers. Built once and handed in; nothing in it is global.

/// The knowledge that every stage is given.
#[derive(Debug, Default)]
pub struct Book {}
