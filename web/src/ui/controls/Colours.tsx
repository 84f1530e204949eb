import { useId } from 'react'
import { useMessages } from '../../messages/index.ts'
import css from './Colours.module.css'

const COLOURS = {
  iris: '#5b5bd6',
  blue: '#0090ff',
  green: '#30a46c',
  amber: '#ffc53d',
  red: '#e5484d',
  slate: '#8b8d98',
} as const

export const FIRST_COLOUR = COLOURS.iris
/** Items without a colour are shown in grey. */
export const NO_COLOUR = COLOURS.slate

type ColoursProps = { value: string; onChange(colour: string): void; own?: string | null }

/** One of a few colours; also `own`, a colour that another program has set. */
export function Colours({ value, onChange, own }: ColoursProps) {
  const { project } = useMessages()
  const name = useId()
  const choices: [string, string][] = (Object.keys(COLOURS) as (keyof typeof COLOURS)[]).map((colour) => [
    COLOURS[colour],
    project.colours[colour],
  ])
  if (own && !choices.some(([colour]) => colour === own.toLowerCase())) choices.push([own, project.presentColour])
  return (
    <fieldset className={css.colours}>
      <legend>{project.colour}</legend>
      {choices.map(([colour, label]) => (
        <label key={colour} title={label} style={{ color: colour }}>
          <input
            type="radio"
            name={name}
            checked={colour.toLowerCase() === value.toLowerCase()}
            onChange={() => onChange(colour)}
          />
          <span className="visually-hidden">{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
