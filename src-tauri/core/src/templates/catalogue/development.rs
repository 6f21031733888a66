//! What builds and runs software: workflows, stacks, pipelines, images.

use super::{Field, ORDER, Place, Template, json, template, text};

const RESOURCE: Field = Field::line("resource", "Logical ID", "SiteSettings");
const KIND: Field = Field::line("type", "Resource type", "Custom::SiteSettings");
const STACK: Field = Field::line("stack", "Stack", "shop");
const PROPERTIES: Field = Field::json(
    "properties",
    "Properties",
    r#"{"ServiceToken": "arn:aws:lambda:eu-west-1:123456789012:function:site-settings", "Theme": "light"}"#,
);
const PHYSICAL: Field = Field::line("physical", "Physical ID", "site-settings-1042");
const STACK_PLACE: Place = text(
    "/StackId",
    "arn:aws:cloudformation:eu-west-1:123456789012:stack/{stack}/6f0a1d52-2c1e-4b7f-9c33-0a51d2b1e7c4",
);
const RESOURCE_PLACE: Place = text("/LogicalResourceId", "{resource}");
const KIND_PLACE: Place = text("/ResourceType", "{type}");
const PROPERTIES_PLACE: Place = json("/ResourceProperties", "{properties}");
const PHYSICAL_PLACE: Place = text("/PhysicalResourceId", "{physical}");

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "Step Functions", "step-functions-task", "Task", "A task of a state machine: its input is the event.",
        "workflow state machine sfn",
        fields: &[Field::json("input", "Input", ORDER)],
        places: &[json("", "{input}")],
    ),
    template!(
        "Step Functions", "step-functions-task-token", "Task that waits", "A task that waits until its token comes back.",
        "workflow state machine callback waitForTaskToken sfn",
        fields: &[
            Field::json("input", "Input", ORDER),
            Field::line("token", "Task token", "AAAAKgAAAAIAAAAAAAAAAexample"),
            Field::line("machine", "State machine", "orders"),
        ],
        places: &[
            text("/taskToken", "{token}"),
            text("/executionId", "arn:aws:states:eu-west-1:123456789012:execution:{machine}:order-1042"),
            json("/input", "{input}"),
        ],
    ),
    template!(
        "CloudFormation", "cloudformation-create", "Custom resource created", "A stack creates a resource of your own.",
        "stack cdk custom resource create",
        fields: &[RESOURCE, KIND, PROPERTIES, STACK],
        places: &[STACK_PLACE, RESOURCE_PLACE, KIND_PLACE, PROPERTIES_PLACE],
    ),
    template!(
        "CloudFormation", "cloudformation-update", "Custom resource changed", "A stack changes a resource of your own.",
        "stack cdk custom resource update",
        fields: &[
            RESOURCE,
            KIND,
            PHYSICAL,
            PROPERTIES,
            Field::json(
                "old",
                "Old properties",
                r#"{"ServiceToken": "arn:aws:lambda:eu-west-1:123456789012:function:site-settings", "Theme": "dark"}"#,
            ),
            STACK,
        ],
        places: &[
            STACK_PLACE,
            RESOURCE_PLACE,
            PHYSICAL_PLACE,
            KIND_PLACE,
            PROPERTIES_PLACE,
            json("/OldResourceProperties", "{old}"),
        ],
    ),
    template!(
        "CloudFormation", "cloudformation-delete", "Custom resource deleted", "A stack deletes a resource of your own.",
        "stack cdk custom resource delete",
        fields: &[RESOURCE, KIND, PHYSICAL, PROPERTIES, STACK],
        places: &[STACK_PLACE, RESOURCE_PLACE, PHYSICAL_PLACE, KIND_PLACE, PROPERTIES_PLACE],
    ),
    template!(
        "CodePipeline", "codepipeline-job", "Job of a pipeline", "An action of a pipeline invokes the function.",
        "deploy release action artifact",
        fields: &[
            Field::json("parameters", "User parameters", r#"{"stage": "test"}"#),
            Field::line("function", "Function", "release-check"),
            Field::line("bucket", "Bucket of the artifact", "pipeline-artifacts"),
            Field::line("key", "Key of the artifact", "release/build/output.zip"),
        ],
        places: &[
            text("/CodePipeline.job/data/actionConfiguration/configuration/FunctionName", "{function}"),
            text("/CodePipeline.job/data/actionConfiguration/configuration/UserParameters", "{parameters}"),
            text("/CodePipeline.job/data/inputArtifacts/0/location/s3Location/bucketName", "{bucket}"),
            text("/CodePipeline.job/data/inputArtifacts/0/location/s3Location/objectKey", "{key}"),
        ],
    ),
    template!(
        "CodeCommit", "codecommit-push", "Commits pushed", "Commits were pushed to a repository.", "git trigger branch",
        fields: &[
            Field::line("repository", "Repository", "shop"),
            Field::line("branch", "Branch", "main"),
            Field::line("commit", "Commit", "5c4ef1049f1d27deadbeeff313e0730018be182b"),
            Field::line("data", "Data of the trigger", ""),
        ],
        places: &[
            text("/Records/0/codecommit/references/0/commit", "{commit}"),
            text("/Records/0/codecommit/references/0/ref", "refs/heads/{branch}"),
            text("/Records/0/customData", "{data}"),
            text("/Records/0/eventSourceARN", "arn:aws:codecommit:eu-west-1:123456789012:{repository}"),
        ],
    ),
    template!(
        "CodeBuild", "codebuild-state-change", "Build ended", "A build succeeded, failed or was stopped.",
        "continuous integration eventbridge",
        fields: &[
            Field::line("project", "Project", "shop"),
            Field::choice(
                "status",
                "Status",
                &[("FAILED", "Failed"), ("SUCCEEDED", "Succeeded"), ("STOPPED", "Stopped")],
            ),
        ],
        places: &[
            text(
                "/resources/0",
                "arn:aws:codebuild:eu-west-1:123456789012:build/{project}:6f0a1d52-2c1e-4b7f-9c33-0a51d2b1e7c4",
            ),
            text("/detail/build-status", "{status}"),
            text("/detail/project-name", "{project}"),
            text(
                "/detail/build-id",
                "arn:aws:codebuild:eu-west-1:123456789012:build/{project}:6f0a1d52-2c1e-4b7f-9c33-0a51d2b1e7c4",
            ),
        ],
    ),
    template!(
        "ECR", "ecr-image-scan", "Image scanned", "The scan of a container image is complete.",
        "container docker vulnerability security eventbridge",
        fields: &[
            Field::line("repository", "Repository", "shop"),
            Field::line("tag", "Tag", "latest"),
            Field::number("critical", "Critical findings", "0"),
            Field::number("high", "High findings", "2"),
        ],
        places: &[
            text("/resources/0", "arn:aws:ecr:eu-west-1:123456789012:repository/{repository}"),
            text("/detail/repository-name", "{repository}"),
            json("/detail/finding-severity-counts/CRITICAL", "{critical}"),
            json("/detail/finding-severity-counts/HIGH", "{high}"),
            text("/detail/image-tags/0", "{tag}"),
        ],
    ),
];
