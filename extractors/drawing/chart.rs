//! Chart parts: categories × series from the caches, as a table.
