// Which panels the left side can show.

export type SidePanelId = "collections" | "functions" | "history";
