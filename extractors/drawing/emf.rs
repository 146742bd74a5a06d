//! Enhanced metafiles that draw a table: texts placed by their reference points, clustered into rows and columns.
