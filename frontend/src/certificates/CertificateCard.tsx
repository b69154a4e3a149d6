import { Facts } from '../parts/Facts'
import { Go } from '../parts/Go'
import { Part } from '../parts/Part'
import { dayText } from '../text/format'
import type { OneCertificate } from './CertificatePage'

const day = (iso: string | null) => iso && dayText(iso)

/** What the register says of a certificate. */
export function CertificateCard({ certificate }: { certificate: OneCertificate }) {
  const place = certificate.queueEntry
  return (
    <Part title="Карточка">
      <Facts
        facts={[
          ['Ребёнок', certificate.child ? certificate.child.initials : 'вам не виден'],
          ['Живёт', certificate.child?.municipality.name],
          ['Выдаёт муниципалитет', certificate.issuer.name],
          ['Категория', certificate.category?.title],
          ['Как подано заявление', certificate.channelLabel],
          ['Кто подал', certificate.appliedBy?.fullName],
          ['Заявление подано', day(certificate.appliedOn)],
          ['Выдан', day(certificate.issuedOn)],
          ['Активирован', day(certificate.activatedOn)],
          ['Средства зачислены', day(certificate.fundedOn)],
          ['Неиспользованное вернётся', day(certificate.returnDueOn)],
          ['Приостановлен', day(certificate.suspendedOn)],
          ['Перестанет действовать', day(certificate.expiresOn)],
          ['Прекращён', day(certificate.endedOn)],
          ['Почему прекращён', certificate.endReason],
          [
            'Очередь на средства',
            place && (
              <Go to="/quota-queue">
                {place.position === null ? 'ждёт' : `место ${place.position}`}, с {dayText(place.joinedAt)}
              </Go>
            ),
          ],
          ...certificate.refusals.map(
            (each): [string, string] => [
              `Отказ ${dayText(each.refusedAt)}`,
              [each.groundText, each.text].filter(Boolean).join('. '),
            ],
          ),
        ]}
      />
    </Part>
  )
}
