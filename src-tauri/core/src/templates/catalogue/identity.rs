//! Users and secrets: Cognito's triggers, Secrets Manager.

use super::{Field, Place, Template, json, template, text};

const USER: Field = Field::line("user", "User name", "jane");
const EMAIL: Field = Field::line("email", "Email", "jane@example.com");
const POOL: Field = Field::line("pool", "User pool", "eu-west-1_Example01");
const CLIENT: Field = Field::line("client", "App client", "3n4b5urk1ft4fl3mg5e62d9ado");
const METADATA: Field = Field::json("metadata", "Metadata of the client", "{}");

const USER_PLACE: Place = text("/userName", "{user}");
const POOL_PLACE: Place = text("/userPoolId", "{pool}");
const CLIENT_PLACE: Place = text("/callerContext/clientId", "{client}");
const EMAIL_PLACE: Place = text("/request/userAttributes/email", "{email}");
const METADATA_PLACE: Place = json("/request/clientMetadata", "{metadata}");
const TRIGGER_PLACE: Place = text("/triggerSource", "{trigger}");

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "Cognito", "cognito-pre-sign-up", "Before sign-up", "A user signs up; the function may confirm or refuse.",
        "user pool trigger register presignup",
        fields: &[
            USER,
            EMAIL,
            Field::choice(
                "trigger",
                "How",
                &[
                    ("PreSignUp_SignUp", "The user signs up"),
                    ("PreSignUp_AdminCreateUser", "An administrator adds the user"),
                    ("PreSignUp_ExternalProvider", "Through an external provider"),
                ],
            ),
            POOL,
            CLIENT,
            METADATA,
        ],
        places: &[TRIGGER_PLACE, POOL_PLACE, USER_PLACE, CLIENT_PLACE, EMAIL_PLACE, METADATA_PLACE],
    ),
    template!(
        "Cognito", "cognito-post-confirmation", "After confirmation", "A user has confirmed the account.",
        "user pool trigger welcome postconfirmation",
        fields: &[
            USER,
            EMAIL,
            Field::choice(
                "trigger",
                "What was confirmed",
                &[
                    ("PostConfirmation_ConfirmSignUp", "The sign-up"),
                    ("PostConfirmation_ConfirmForgotPassword", "A new password"),
                ],
            ),
            POOL,
            CLIENT,
            METADATA,
        ],
        places: &[TRIGGER_PLACE, POOL_PLACE, USER_PLACE, CLIENT_PLACE, EMAIL_PLACE, METADATA_PLACE],
    ),
    template!(
        "Cognito", "cognito-pre-authentication", "Before sign-in", "A user signs in; the function may refuse.",
        "user pool trigger login preauthentication",
        fields: &[USER, EMAIL, Field::json("validation", "Validation data", "{}"), POOL, CLIENT],
        places: &[POOL_PLACE, USER_PLACE, CLIENT_PLACE, EMAIL_PLACE, json("/request/validationData", "{validation}")],
    ),
    template!(
        "Cognito", "cognito-post-authentication", "After sign-in", "A user has signed in.",
        "user pool trigger login postauthentication",
        fields: &[
            USER,
            EMAIL,
            Field::choice("device", "Device", &[("false", "Known"), ("true", "New")]),
            POOL,
            CLIENT,
            METADATA,
        ],
        places: &[
            POOL_PLACE,
            USER_PLACE,
            CLIENT_PLACE,
            json("/request/newDeviceUsed", "{device}"),
            EMAIL_PLACE,
            METADATA_PLACE,
        ],
    ),
    template!(
        "Cognito", "cognito-pre-token-generation", "Before tokens are made",
        "Tokens are about to be made; the function may change claims and scopes (version 2).",
        "user pool trigger jwt claims pretoken",
        fields: &[
            USER,
            EMAIL,
            Field::json("groups", "Groups", r#"["customers"]"#),
            Field::json("scopes", "Scopes", r#"["openid", "email"]"#),
            Field::choice(
                "trigger",
                "When",
                &[
                    ("TokenGeneration_Authentication", "After sign-in"),
                    ("TokenGeneration_HostedAuth", "After sign-in on the hosted page"),
                    ("TokenGeneration_RefreshTokens", "When tokens are renewed"),
                    ("TokenGeneration_NewPasswordChallenge", "After a new password"),
                    ("TokenGeneration_AuthenticateDevice", "After a device was recognised"),
                ],
            ),
            POOL,
            CLIENT,
        ],
        places: &[
            TRIGGER_PLACE,
            POOL_PLACE,
            USER_PLACE,
            CLIENT_PLACE,
            EMAIL_PLACE,
            json("/request/groupConfiguration/groupsToOverride", "{groups}"),
            json("/request/scopes", "{scopes}"),
        ],
    ),
    template!(
        "Cognito", "cognito-custom-message", "Message to a user", "A mail or text message is about to be sent.",
        "user pool trigger email sms code custommessage",
        fields: &[
            USER,
            EMAIL,
            Field::choice(
                "trigger",
                "Why",
                &[
                    ("CustomMessage_SignUp", "Sign-up"),
                    ("CustomMessage_ResendCode", "The code is sent again"),
                    ("CustomMessage_ForgotPassword", "Forgotten password"),
                    ("CustomMessage_UpdateUserAttribute", "An attribute changed"),
                    ("CustomMessage_VerifyUserAttribute", "An attribute is verified"),
                    ("CustomMessage_Authentication", "Code for the sign-in"),
                ],
            ),
            POOL,
            CLIENT,
            METADATA,
        ],
        places: &[TRIGGER_PLACE, POOL_PLACE, USER_PLACE, CLIENT_PLACE, EMAIL_PLACE, METADATA_PLACE],
    ),
    template!(
        "Cognito", "cognito-migrate-user", "User moves in", "A user is not known yet and may be taken over from elsewhere.",
        "user pool trigger migration import usermigration",
        fields: &[
            USER,
            Field::line("password", "Password, an example", "example-password"),
            Field::choice(
                "trigger",
                "When",
                &[
                    ("UserMigration_Authentication", "At sign-in"),
                    ("UserMigration_ForgotPassword", "At a forgotten password"),
                ],
            ),
            POOL,
            CLIENT,
        ],
        places: &[TRIGGER_PLACE, POOL_PLACE, USER_PLACE, CLIENT_PLACE, text("/request/password", "{password}")],
    ),
    template!(
        "Cognito", "cognito-define-auth-challenge", "Next challenge", "Which challenge comes next in a sign-in of your own.",
        "user pool trigger custom auth defineauthchallenge",
        fields: &[
            USER,
            EMAIL,
            Field::choice(
                "challenge",
                "Last challenge",
                &[
                    ("SRP_A", "SRP_A"),
                    ("PASSWORD_VERIFIER", "PASSWORD_VERIFIER"),
                    ("CUSTOM_CHALLENGE", "CUSTOM_CHALLENGE"),
                ],
            ),
            Field::choice("passed", "It was", &[("true", "Passed"), ("false", "Failed")]),
            POOL,
            CLIENT,
        ],
        places: &[
            POOL_PLACE,
            USER_PLACE,
            CLIENT_PLACE,
            EMAIL_PLACE,
            text("/request/session/0/challengeName", "{challenge}"),
            json("/request/session/0/challengeResult", "{passed}"),
        ],
    ),
    template!(
        "Secrets Manager", "secrets-manager-rotation", "Rotation", "One of the four steps in which a secret is renewed.",
        "secret password rotate key",
        fields: &[
            Field::choice(
                "step",
                "Step",
                &[
                    ("createSecret", "Create the secret"),
                    ("setSecret", "Set the secret"),
                    ("testSecret", "Test the secret"),
                    ("finishSecret", "Finish"),
                ],
            ),
            Field::line("secret", "Secret, with its six characters", "shop/database-a1B2c3"),
            Field::line("token", "Version", "6f0a1d52-2c1e-4b7f-9c33-0a51d2b1e7c4"),
        ],
        places: &[
            text("/Step", "{step}"),
            text("/SecretId", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:{secret}"),
            text("/ClientRequestToken", "{token}"),
        ],
    ),
];
