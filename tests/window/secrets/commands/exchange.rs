//! Templates, and requests that come from other tools and go to them: what is read may hold secrets.

use std::fs;

use serde_json::json;

use super::{Bench, Saved, input, plant};

impl Bench {
    pub(super) async fn other_tools(&mut self, saved: &Saved) {
        self.succeeds("list_templates", json!({})).await;
        self.succeeds("fill_template", json!({ "id": "sqs", "values": { "message": "hello" } })).await;
        self.fails("fill_template", json!({ "id": "nothing", "values": {} })).await;

        let secret = plant(&mut self.planted, "a secret in a command line");
        let address = "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/echo/invocations";
        for line in [
            format!("AWS_SECRET_ACCESS_KEY='{secret}' aws lambda invoke --function-name echo out"),
            format!("curl --user 'AKIDTYPED:{secret}' --aws-sigv4 aws:amz:eu-west-1:lambda {address}"),
            format!("curl -u'AKIDTYPED:{secret}' -H 'X-Amz-Security-Token: {secret}' {address}"),
        ] {
            self.succeeds("read_command_line", json!({ "text": line })).await;
        }
        for line in [
            format!("AWS_SESSION_TOKEN='{secret}' aws s3 ls"),
            format!("aws lambda invoke --function-name echo out '{secret}'"),
            format!("aws lambda invoke --secret-access-key={secret}"),
            format!("curl -u 'AKIDTYPED:{secret}' https://example.com/"),
            format!("curl -u 'AKIDTYPED:{secret}"),
            format!("aws lambda invoke --function-name echo --payload \"$({secret} out"),
        ] {
            self.fails("read_command_line", json!({ "text": line })).await;
        }
        self.fails("read_command_line", json!({ "text": 7 })).await;

        let home = self.window.home().to_owned();
        let file = home.join("shop.postman_collection.json");
        let collection = json!({
            "info": {"name": "Shop"},
            "auth": {"type": "awsv4", "awsv4": [{"key": "secretKey", "value": secret}, {"key": "sessionToken", "value": "{{session}}"}]},
            "item": [
                {"name": "Echo", "request": {"method": "POST", "url": address, "header": [{"key": "Authorization", "value": secret}]}},
                {"name": "Other", "request": {"method": "POST", "url": format!("https://someone:{secret}@example.com/")}},
            ],
            "variable": [{"key": "session", "value": secret}, {"key": "api-token", "value": secret}, {"key": "x", "value": "1"}],
        });
        fs::write(&file, collection.to_string()).expect("written");
        let imported = self.succeeds("read_postman_collection", json!({ "path": file })).await;
        fs::write(&file, format!("{{\"info\": {{\"name\": [\"{secret}\"]}}, \"item\": []}}")).expect("written");
        self.fails("read_postman_collection", json!({ "path": file })).await;
        fs::write(&file, format!("{{\"info\": {secret}")).expect("written");
        self.fails("read_postman_collection", json!({ "path": file })).await;
        fs::remove_file(&file).expect("removed");
        self.fails("read_postman_collection", json!({ "path": file })).await;
        self.succeeds("write_imported_collection", json!({ "imported": imported, "folder": home })).await;
        self.fails("write_imported_collection", json!({ "imported": imported, "folder": home.join("nowhere") })).await;

        for language in ["aws_cli", "curl", "python", "java_script", "rust"] {
            for profile in [saved.kept.as_str().unwrap_or_default(), "environment", "aws:base", "sandbox"] {
                self.succeeds("copy_as", json!({ "input": input(profile, "echo"), "language": language })).await;
            }
            self.fails("copy_as", json!({ "input": input("sandbox", ""), "language": language })).await;
        }
    }
}
