import { Title } from '@mantine/core'
import type { Fact } from '../parts/Facts'
import { Documents } from '../parts/Documents'
import { Part } from '../parts/Part'
import { CardFacts } from './CardFacts'
import { Modules } from './Modules'
import type { Card } from './types'

/** A program whole: its card, its papers, its modules. */
export function ProgramParts({ card, more }: { card: Card; more?: Fact[] }) {
  return (
    <>
      <Part title="Программа">
        <CardFacts card={card} more={more} />
        <Title order={3} size="h5">
          Документы
        </Title>
        <Documents documents={card.documents} />
      </Part>
      <Part title="Модули">
        <Modules modules={card.modules} />
      </Part>
    </>
  )
}
