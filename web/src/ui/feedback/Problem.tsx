import css from './Problem.module.css'

/** The error of a form, beside its button; nothing if there is none. */
export const Problem = ({ text }: { text: string | null | undefined }) =>
  text ? (
    <p role="alert" className={css.problem}>
      {text}
    </p>
  ) : null
