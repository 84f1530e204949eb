/** Markdown, as users write it. */
export const descriptions: readonly string[] = [
  'As discussed on Monday. **Before the end of the week**, please.',
  '- [x] measured\n- [x] asked {supplier}\n- [ ] decided\n- [ ] told {shop}',
  '{customer} wrote:\n\n> I have used the {bag} every day for two years, and the {part} is the first thing that gave up.\n\nOrder {order}.',
  'What we know:\n\n1. It began in {month}.\n2. Only {color} ones.\n3. {supplier} changed the {part} in that month.\n\nWhat we do not know: whether that is why.',
  'See <https://kestrel.example/notes/{order}> for the photos.',
  '{supplier} needs **{n} days**. So this has to be ordered by the middle of {month}, or we wait until after the holidays.',
  'Please keep it short. One page, one picture, and the price.',
  '| | last year | this year |\n|---|---:|---:|\n| {bag} | {n} | {n} |\n| Wren | {n} | {n} |',
  "I tried it with `npm run build` on my machine and on the server. Same error:\n\n```\nTypeError: cannot read properties of undefined (reading 'price')\n```",
  'Ask Kwame first, he has the key.',
  '### Who comes\n\nIngrid, Aoife, {shop}\n\n### What we want\n\nAn answer about the {part}, and an order for {month}.',
  'The old one is in the cupboard next to the {machine}. Do not throw it away.',
  'Not urgent, but it comes up in every meeting.',
  'Height {n} mm, width {n} mm. The drawing is in the folder of the {bag}, third page.',
]
