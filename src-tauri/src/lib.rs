//! Lambdesk: the desktop shell.
