import { Anchor } from '@mantine/core'
import { createLink } from '@tanstack/react-router'

/** A link to another page of ours; it is underlined, not only coloured. */
export const Go = createLink((props: React.ComponentProps<'a'>) => <Anchor underline="always" {...props} />)
