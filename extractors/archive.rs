//! Archives of reports: a zip file that holds files, nested, with names in GBK as often as in UTF-8.
