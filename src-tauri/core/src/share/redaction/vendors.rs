//! Tokens that can be known by their form. The forms are those that the vendors document, or that the rules of gitleaks
//! and GitHub's secret scanning agree on.

/// What a token is made of after its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// Letters and digits.
    Word,
    /// Hexadecimal digits.
    Hex,
    /// Letters, digits, `-` and `_`.
    Url,
    /// These, and what else stands in tokens: `.`, `=`, `+`, `/`, `~`, `:`.
    Any,
}

impl Letters {
    /// Whether a token may hold it.
    pub fn holds(self, byte: u8) -> bool {
        match self {
            Self::Word => byte.is_ascii_alphanumeric(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
            Self::Any => byte.is_ascii_alphanumeric() || b"-_.=+/~:".contains(&byte),
        }
    }
}

/// The form of a token.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// How it begins, capitals as they are.
    pub prefix: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What follows.
    pub letters: Letters,
    /// How much of it follows at least.
    pub least: usize,
    /// How many digits there are in it at least, so that words that begin alike are left.
    pub digits: usize,
}

const fn form(prefix: &'static str, label: &'static str, letters: Letters, least: usize) -> Form {
    Form { prefix, label, letters, least, digits: 0 }
}

const fn mixed(prefix: &'static str, label: &'static str, letters: Letters, least: usize) -> Form {
    Form { prefix, label, letters, least, digits: 1 }
}

use Letters::{Any, Hex, Url, Word};

/// All forms with a prefix.
pub const FORMS: &[Form] = &[
    form("ghp_", "GitHub token", Word, 30),
    form("gho_", "GitHub token", Word, 30),
    form("ghu_", "GitHub token", Word, 30),
    form("ghs_", "GitHub token", Word, 30),
    form("ghr_", "GitHub token", Word, 30),
    form("github_pat_", "GitHub token", Url, 22),
    form("glpat-", "GitLab token", Url, 20),
    form("gldt-", "GitLab token", Url, 20),
    form("glrt-", "GitLab token", Url, 20),
    form("glptt-", "GitLab token", Url, 20),
    form("glcbt-", "GitLab token", Url, 20),
    form("glsoat-", "GitLab token", Url, 20),
    form("glft-", "GitLab token", Url, 20),
    form("glagent-", "GitLab token", Url, 20),
    form("glimt-", "GitLab token", Url, 20),
    form("xoxa-", "Slack token", Url, 10),
    form("xoxb-", "Slack token", Url, 10),
    form("xoxe-", "Slack token", Url, 10),
    form("xoxe.", "Slack token", Any, 10),
    form("xoxo-", "Slack token", Url, 10),
    form("xoxp-", "Slack token", Url, 10),
    form("xoxr-", "Slack token", Url, 10),
    form("xoxs-", "Slack token", Url, 10),
    form("xapp-", "Slack token", Url, 10),
    form("xwfp-", "Slack token", Url, 10),
    form("hooks.slack.com/services/", "Slack webhook", Any, 20),
    form("hooks.slack.com/workflows/", "Slack webhook", Any, 20),
    form("sk_live_", "Stripe key", Word, 16),
    form("sk_test_", "Stripe key", Word, 16),
    form("rk_live_", "Stripe key", Word, 16),
    form("rk_test_", "Stripe key", Word, 16),
    form("whsec_", "Stripe key", Any, 24),
    form("AIza", "Google API key", Url, 35),
    form("ya29.", "Google token", Any, 20),
    form("GOCSPX-", "Google client secret", Url, 20),
    form("1//0", "Google token", Url, 30),
    form("npm_", "npm token", Word, 30),
    form("pypi-AgE", "PyPI token", Url, 40),
    form("rubygems_", "RubyGems key", Hex, 40),
    form("dckr_pat_", "Docker token", Url, 20),
    form("dckr_oat_", "Docker token", Url, 20),
    form("SG.", "SendGrid key", Any, 60),
    form("SK", "Twilio key", Hex, 32),
    form("sk-ant-", "Anthropic key", Url, 20),
    form("sk-proj-", "OpenAI key", Url, 30),
    form("sk-svcacct-", "OpenAI key", Url, 30),
    form("sk-admin-", "OpenAI key", Url, 30),
    form("sk-or-", "OpenRouter key", Url, 30),
    mixed("sk-", "OpenAI key", Word, 32),
    form("hf_", "Hugging Face token", Word, 30),
    form("dapi", "Databricks token", Hex, 32),
    form("dop_v1_", "DigitalOcean token", Hex, 60),
    form("doo_v1_", "DigitalOcean token", Hex, 60),
    form("dor_v1_", "DigitalOcean token", Hex, 60),
    form("shpat_", "Shopify token", Hex, 32),
    form("shpca_", "Shopify token", Hex, 32),
    form("shppa_", "Shopify token", Hex, 32),
    form("shpss_", "Shopify token", Hex, 32),
    form("sq0atp-", "Square token", Url, 22),
    form("sq0csp-", "Square token", Url, 40),
    form("hvs.", "Vault token", Url, 24),
    form("hvb.", "Vault token", Url, 24),
    form("glsa_", "Grafana token", Url, 32),
    form("glc_", "Grafana token", Any, 40),
    form("NRAK-", "New Relic key", Word, 27),
    form("lin_api_", "Linear key", Word, 30),
    form("ntn_", "Notion token", Word, 40),
    form("figd_", "Figma token", Url, 30),
    form("sntrys_", "Sentry token", Any, 40),
    form("ATATT3", "Atlassian token", Any, 60),
    form("ATCTT3", "Atlassian token", Any, 60),
    form("PMAK-", "Postman key", Url, 50),
    form("pul-", "Pulumi token", Hex, 40),
    form("dp.pt.", "Doppler token", Word, 40),
    form("HRKU-", "Heroku key", Url, 36),
    form("pscale_tkn_", "PlanetScale token", Any, 32),
    form("pscale_pw_", "PlanetScale token", Any, 32),
    form("sbp_", "Supabase token", Hex, 40),
    form("gsk_", "Groq key", Word, 48),
    form("xai-", "xAI key", Word, 60),
    form("AGE-SECRET-KEY-1", "age key", Word, 50),
    form("key-", "Mailgun key", Hex, 32),
    form("EAACEdEose0cBA", "Facebook token", Word, 20),
    form("tskey-", "Tailscale key", Url, 20),
    form("lsv2_", "LangSmith key", Url, 32),
    form("r8_", "Replicate token", Word, 36),
    form("AKCp", "Artifactory key", Word, 69),
];

/// Forms that are known by something in their middle: the mark, the label, the letters, how many stand before it, how
/// many after it.
pub const MIDDLES: &[(&str, &str, Letters, [usize; 2], usize)] = &[
    ("8Q~", "Azure client secret", Any, [3, 3], 31),
    ("7Q~", "Azure client secret", Any, [3, 3], 31),
    ("AZDO", "Azure DevOps token", Word, [70, 80], 4),
    (".atlasv1.", "Terraform token", Url, [14, 14], 60),
    (":AA", "Telegram token", Url, [8, 10], 32),
    ("-us", "Mailchimp key", Hex, [32, 32], 1),
];

/// All labels.
pub fn labels() -> impl Iterator<Item = &'static str> {
    FORMS.iter().map(|form| form.label).chain(MIDDLES.iter().map(|form| form.1)).chain(["Azure key"])
}
