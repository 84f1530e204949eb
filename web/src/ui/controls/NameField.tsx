import type { ComponentProps } from 'react'
import { useMessages } from '../../messages/index.ts'
import { Field } from './Field.tsx'

/** The name of a project or a category: must not be empty or blank. */
export function NameField(props: Omit<ComponentProps<typeof Field>, 'label' | 'name'>) {
  const { project } = useMessages()
  return <Field label={project.name} name="name" dir="auto" pattern=".*\S.*" required {...props} />
}
