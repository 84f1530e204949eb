/** The description of a field, a column or a filter in openapi.json. */
export type Field = {
  name: string
  type: string
  format?: string
  choices?: readonly string[]
  isNullable?: true
  /** Several values, separated by commas. */
  isList?: true
  description?: string
  maxLength?: number
  /** The resource that an id refers to. */
  refersTo?: string
  /** The other field that names the kind of resource that this id refers to. */
  kindIn?: string
  /** The kinds that an id or a filter like `task:7` may refer to, each with its resource. */
  kinds?: Readonly<Record<string, string>>
}

/** The description of a list and its items in openapi.json. */
export type Resource = {
  name: string
  /** The path of the list. `{id}` in it is the id of an item of the list `parent`. */
  path: string
  parent?: string
  description?: string
  key: string
  fields: readonly Field[]
  filters: readonly Field[]
  sortable: readonly string[]
  /** With `scope=all` administrators see the items of all users. */
  isScoped?: true
  /** The path of one item, if it can be changed or deleted. */
  itemPath?: string
  canRead?: true
  editable?: readonly Field[]
  canDelete?: true
  /** What is deleted along with an item. */
  deletion?: string
}
