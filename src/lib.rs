//! hebiao (核表 · 合表): every table out of Chinese county performance reports, understood, reconciled, and kept as one
//! dataset.

pub mod chinese;
pub mod dataset;
pub mod platform;
pub mod review;
pub mod words;
