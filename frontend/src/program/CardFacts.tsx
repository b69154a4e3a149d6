import { Facts, type Fact } from '../parts/Facts'
import { Go } from '../parts/Go'
import { dayText } from '../text/format'
import type { Card, Entry } from './types'

/** What a program says of itself, as its provider has written it; `more` are lines that only one page has. */
export function CardFacts({ card, more = [] }: { card: Card; more?: Fact[] }) {
  const provider = card.program?.provider
  return (
    <Facts
      facts={[
        ...(card.entries ?? []).map((entry): Fact => [entry.kindLabel, <Entered key={entry.id} entry={entry} />]),
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
        ['Нормы оснащения', card.equipment],
        ...(card.places ?? []).map(({ number, address, areaLabel, municipality }): Fact => [
          `Место обучения ${number}`,
          `${address} (${municipality.name}; местность для расчёта: ${areaLabel.toLowerCase()})`,
        ]),
        ...more,
      ]}
    />
  )
}

/** Under what number it stands in a register, and until when. */
function Entered({ entry: { kind, number, includedOn, validUntil, exit } }: { entry: Entry }) {
  const end = exit?.excludedOn ?? validUntil
  return (
    <>
      <Go to="/register" search={{ kind }}>
        № {number}
      </Go>{' '}
      с {dayText(includedOn)}
      {end && `, не действует с ${dayText(end)}`}
    </>
  )
}
