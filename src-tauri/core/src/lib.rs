//! lambdesk-core
