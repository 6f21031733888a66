//! Signing against what others made: AWS's published vectors, and requests that botocore signed.

mod lambda;
mod vectors;
