//! aws_files
