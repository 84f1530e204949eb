/** The categories that tasks of a kind of project fall into, and what there is to do. */
export type Topic = { categories: readonly string[]; titles: readonly string[] }
