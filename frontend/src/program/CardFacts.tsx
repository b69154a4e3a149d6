import { Facts, type Fact } from '../parts/Facts'
import { Go } from '../parts/Go'
import type { Card } from './types'

/** What a program says of itself, as its provider has written it; `more` are lines that only one page has. */
export function CardFacts({ card, more = [] }: { card: Card; more?: Fact[] }) {
  const provider = card.program?.provider
  return (
    <Facts
      facts={[
        ['Название', card.name],
        ['Краткое название', card.shortName !== card.name && card.shortName],
        ['Поставщик', provider && <Go to="/providers/$id" params={{ id: provider.id }}>{provider.shortName}</Go>],
        ['Вид программы', card.program?.kindLabel],
        ['Способ оплаты', card.program?.fundingModeLabel],
        ['Направленность', card.directionLabel],
        ['Форма обучения', card.formLabel],
        ['Виды деятельности', card.activities],
        ['Возраст', `от ${card.ageFrom} до ${card.ageTo} лет`],
        ['Для одарённых детей', card.forGifted && 'да'],
        ['Для детей с ОВЗ', card.forSpecialNeeds && 'да'],
        ['Аннотация', card.annotation],
        ['Цели и задачи', card.aims],
        ['Оснащение', card.equipment],
        ...(card.places ?? []).map(({ number, address, areaLabel, municipality }): Fact => [
          `Место обучения ${number}`,
          `${address} (${municipality.name}, ${areaLabel.toLowerCase()})`,
        ]),
        ...more,
      ]}
    />
  )
}
