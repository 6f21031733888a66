//! Bytes as they are kept: compressed where that makes them smaller. The first byte says which.

use std::io::Read;

/// As they are.
const PLAIN: u8 = 0;
/// One zstd frame.
const ZSTD: u8 = 1;
/// zstd's own default: its higher levels cost several times the time for some percent on JSON.
const LEVEL: i32 = 3;

/// Packs bytes.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    // Compressing into memory does not fail; if it ever did, the bytes would be kept as they are.
    match zstd::bulk::compress(bytes, LEVEL) {
        Ok(compressed) if compressed.len() < bytes.len() => [&[ZSTD], compressed.as_slice()].concat(),
        _ => [&[PLAIN], bytes].concat(),
    }
}

/// Unpacks the first `most` bytes. `None` when it is nothing that was packed.
pub(super) fn unpack(packed: &[u8], most: usize) -> Option<Vec<u8>> {
    match packed.split_first()? {
        (&PLAIN, bytes) => Some(bytes[..bytes.len().min(most)].to_vec()),
        (&ZSTD, bytes) => {
            let mut unpacked = Vec::new();
            let reader = zstd::stream::read::Decoder::with_buffer(bytes).ok()?;
            reader.take(most as u64).read_to_end(&mut unpacked).ok()?;
            Some(unpacked)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_whole_or_in_part() {
        let long = b"{\"order\": 1}".repeat(1000);
        for bytes in [b"".as_slice(), b"x", &[0xff, 0, 1], &long] {
            let packed = pack(bytes);
            assert!(packed.len() <= bytes.len() + 1);
            assert_eq!(unpack(&packed, usize::MAX).expect("packed"), bytes);
            assert_eq!(unpack(&packed, 5).expect("packed"), &bytes[..bytes.len().min(5)]);
        }
        assert!(pack(&long).len() < long.len() / 20);
    }

    #[test]
    fn anything_else_is_refused() {
        for wrong in [b"".as_slice(), b"\x02abc", b"\x01not zstd"] {
            assert_eq!(unpack(wrong, 10), None);
        }
    }
}
