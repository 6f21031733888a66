//! Requests written for other tools, run by them against the sandbox. The AWS CLI's and boto3's are run by
//! `tests/interop/test_copy_as.py`, which installs them.

mod curl;
