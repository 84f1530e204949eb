/** The categories and the titles of tasks in a kind of project. */
export type Topic = { categories: readonly string[]; titles: readonly string[] }
