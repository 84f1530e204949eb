import type { ReactElement, SVGProps } from 'react'

export type Icon = (props: Omit<SVGProps<SVGSVGElement>, 'ref' | 'children'> & { size?: number }) => ReactElement

const OUTLINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const
const FILLED = { fill: 'currentColor', stroke: 'none' } as const

/** An icon that consists of these paths, in a square of 24 units. */
export function icon(style: 'outline' | 'filled', paths: readonly string[]): Icon {
  const drawing = style === 'outline' ? OUTLINE : FILLED
  return ({ size = 24, ...rest }) => (
    // biome-ignore lint/a11y/noSvgWithoutTitle: hidden from screen readers or labelled where it is used
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width={size} height={size} {...drawing} {...rest}>
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  )
}
