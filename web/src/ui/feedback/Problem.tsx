import css from './Problem.module.css'

/** What is wrong with a form, beside its button; nothing while nothing is. */
export const Problem = ({ text }: { text: string | null | undefined }) =>
  text ? (
    <p role="alert" className={css.problem}>
      {text}
    </p>
  ) : null
