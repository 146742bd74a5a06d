//! Who works on the dataset.
