import { List } from '@mantine/core'
import type { ChildCardQuery } from '../generated/types'
import { Facts } from '../parts/Facts'
import { dayText } from '../text/format'

type Card = Extract<ChildCardQuery['childCard'], { birthDate: string }>

/** Who the child is and who answers for it. */
export function ChildFacts({ card }: { card: Card }) {
  return (
    <Facts
      facts={[
        ['Фамилия, имя, отчество', [card.lastName, card.firstName, card.patronymic].filter(Boolean).join(' ')],
        ['День рождения', dayText(card.birthDate)],
        ['СНИЛС', card.snils],
        ['Документ', card.birthCertificate],
        ['Живёт', card.address.startsWith(card.municipality.name) ? card.address : `${card.municipality.name}, ${card.address}`],
        [
          'Представители',
          card.guardians.length > 0 && (
            <List size="sm">
              {card.guardians.map((each) => (
                <List.Item key={each.id}>
                  {each.fullName}, {each.relationLabel.toLowerCase()}
                  {each.phone && `, ${each.phone}`}
                  {each.email && `, ${each.email}`}
                  {each.validTo && ` (до ${dayText(each.validTo)})`}
                </List.Item>
              ))}
            </List>
          ),
        ],
        [
          'Согласия',
          card.consents.length > 0 && (
            <List size="sm">
              {card.consents.map((each) => (
                <List.Item key={`${each.purpose} ${each.givenOn}`}>
                  {each.purposeLabel}, {dayText(each.givenOn)}
                  {each.revokedAt && `, отозвано ${dayText(each.revokedAt)}`}
                </List.Item>
              ))}
            </List>
          ),
        ],
      ]}
    />
  )
}
