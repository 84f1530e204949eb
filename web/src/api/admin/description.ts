/** What openapi.json says of a field, a column or a filter. */
export type Field = {
  name: string
  type: string
  format?: string
  choices?: readonly string[]
  isNullable?: true
  /** Several values, with commas. */
  isList?: true
  description?: string
  maxLength?: number
  /** The resource that has what an id stands for. */
  refersTo?: string
  /** The field beside it that says what kind of thing this id stands for. */
  kindIn?: string
  /** The kinds of things that an id or a filter like `task:7` stands for, each with its resource. */
  kinds?: Readonly<Record<string, string>>
}

/** What openapi.json says of a list, and of what is in it. */
export type Resource = {
  name: string
  /** Of the list. `{id}` in it is the id of something in the list `parent`. */
  path: string
  parent?: string
  description?: string
  key: string
  fields: readonly Field[]
  filters: readonly Field[]
  sortable: readonly string[]
  /** Administrators see everybody's with `scope=all`. */
  isScoped?: true
  /** One of them, where something can be done with it. */
  itemPath?: string
  canRead?: true
  editable?: readonly Field[]
  canDelete?: true
  /** What goes along when one is deleted. */
  deletion?: string
}
