//! What of a collection goes to colleagues, in the real window: a link to a request, a folder as a file.

use std::fs;

use lambdesk_tests::window::{Opening, Window};

/// A collection in a git repository with a remote. Only what git itself keeps in these files is needed.
fn home() -> Opening {
    let files = [
        ("shop/.git/HEAD", "ref: refs/heads/main\n"),
        (
            "shop/.git/config",
            "[remote \"origin\"]\n\turl = git@github.com:team/shop.git\n[branch \"main\"]\n\tremote = origin\n\tmerge = refs/heads/main\n",
        ),
        ("shop/lambdesk.toml", "format = 1\nname = \"Shop\"\n\n[defaults]\nfunction = \"echo\"\n"),
        ("shop/orders/create.json", "{ \"mail\": \"ada@example.com\", \"key\": \"AKIAIOSFODNN7EXAMPLE\" }\n"),
        ("shop/orders/cancel.json", "{ \"cancel\": 12345678901234567890 }\n"),
        ("shop/environments/staging.toml", "[variables]\ncustomer_id = \"C-staging\"\n"),
    ];
    Opening { files: files.map(|(path, text)| (path, text.to_owned())).to_vec(), ..Opening::default() }
}

async fn shop(opening: &Opening) -> Window {
    let window = Window::open_with(opening).await;
    window.click("button", "Open folder…").await;
    window.fill("Folder", "~/shop").await;
    window.click("button", "Open").await;
    window.closed().await;
    window
}

#[tokio::test]
async fn a_request_has_a_link_to_its_file_on_the_web() {
    const LINK: &str = "https://github.com/team/shop/blob/main/orders/create.json";
    let mut window = shop(&home()).await;
    window.click_beginning("[role=treeitem]", "orders").await;
    window.menu_of("[role=treeitem]", "create").await;
    window.click_item("Copy link").await;
    window.says("Link copied").await;
    window.paste_beside("body").await;
    window
        .until("it is the link", &format!("return document.getElementById('pasted').innerText.trim() === '{LINK}'"))
        .await;
    window.script("document.getElementById('pasted').remove()").await;

    // The same beside a result that is shared.
    window.click_beginning("[role=treeitem]", "create").await;
    window.click("button", "Invoke").await;
    window.outcome("Succeeded").await;
    window.click("button", "Share…").await;
    window
        .until("the link is shown", &format!("return document.querySelector('dialog [title=\"{LINK}\"]') !== null"))
        .await;
    window.screenshot("share-link").await;
    window.end().await;
}

#[tokio::test]
async fn a_folder_is_shared_as_a_file_and_opened_in_an_empty_installation() {
    let opening = Opening { dark: true, size: (1000, 700), ..home() };
    let mut hers = shop(&opening).await;
    hers.menu_of("[role=treeitem]", "orders").await;
    hers.click_item("Share as a Lambdesk file…").await;
    hers.dialog_says("2 requests").await;
    hers.dialog_says("1 found").await;
    hers.screenshot("share-folder-dark").await;
    let file = hers.home().join("orders.lambdesk");
    hers.fill("File", &file.display().to_string()).await;
    hers.click("button", "Save as…").await;
    hers.dialog_says("Saved to").await;
    let shared = fs::read_to_string(&file).expect("the file");
    for hidden in ["ada@example.com", "AKIAIOSFODNN7EXAMPLE", "C-staging"] {
        assert!(!shared.contains(hidden), "{hidden} has left");
    }
    hers.end().await;

    let files = vec![("orders.lambdesk", shared), ("work/.keep", String::new())];
    let his = Window::open_with(&Opening { files, ..Opening::default() }).await;
    let file = his.home().join("orders.lambdesk").display().to_string();
    assert!(his.start_again(&[&file]).await.success());
    his.dialog_says("2 requests from orders.lambdesk").await;
    his.click("button", "Add to my collection…").await;
    his.click("button", "Open a folder…").await;
    his.fill("Folder", "~/work").await;
    his.click("button", "Open").await;
    his.dialog_says("2 requests are written into the folder").await;
    his.click("button", "Add").await;
    his.closed().await;
    let cancel = fs::read_to_string(his.home().join("work/cancel.json")).expect("written");
    assert!(cancel.contains("12345678901234567890"), "{cancel}");
    let mut his = his;
    his.end().await;
}
