//! lambdesk-sandbox
