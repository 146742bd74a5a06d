//! Number formats: from a stored number and a format code to the text a person saw.
