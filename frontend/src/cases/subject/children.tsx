import { Stack, Text } from '@mantine/core'
import { CaseSubject, Certificate, Contract, DuplicatePair, EnrollmentRequest } from '../../generated/operations'
import { ChildPart } from '../../certificates/ChildPart'
import { DataTable } from '../../parts/DataTable'
import { Facts } from '../../parts/Facts'
import { FileLink } from '../../parts/FileLink'
import { dayText, momentText } from '../../text/format'
import { Verdicts } from '../Verdicts'
import { Asked } from './Asked'
import { Grounds } from './Grounds'

const yes = (holds: boolean) => (holds ? 'Да' : 'Нет')
const hidden = (agrees: boolean | null) => (agrees === null ? 'неизвестно' : 'скрыто')

export function CertificateCard({ id }: { id: string }) {
  return (
    <Asked title="Сертификат" operation={Certificate} variables={{ id }} of={(data) => data.certificate}>
      {(certificate) => (
        <Stack gap="sm">
          <Facts
            facts={[
              ['Номер', certificate.number],
              ['Состояние', certificate.statusLabel],
              ['Вид', certificate.fundingStatusLabel],
              ['Ребёнок', certificate.child?.initials],
              ['Выдаёт', certificate.issuer?.name],
              ['Категория', certificate.category?.title],
              ['Подано', dayText(certificate.appliedOn)],
              ['Подал(а)', certificate.appliedBy?.fullName],
              ['Как подано', certificate.channelLabel],
            ]}
          />
          <Grounds refusals={certificate.refusals} />
          {certificate.child && <ChildPart child={certificate.child} first="TASK" />}
        </Stack>
      )}
    </Asked>
  )
}

export function MoveCard({ of }: { of: string }) {
  return (
    <Asked title="Перевод сертификата" operation={CaseSubject} variables={{ id: of }} of={(data) => data.case?.move}>
      {(move) => (
        <Facts
          facts={[
            ['Ребёнок', move.initials],
            ['Сертификат', move.certificate?.number],
            ['Откуда', move.leaves?.name],
            ['Куда', move.enters?.name],
            ['Новый адрес', move.address],
            ['Состояние', move.statusLabel],
            ['Запрошен', dayText(move.requestedOn)],
            ['Причина', move.reason],
          ]}
        />
      )}
    </Asked>
  )
}

export function DuplicateCard({ id }: { id: string }) {
  return (
    <Asked title="Похожие записи" operation={DuplicatePair} variables={{ id }} of={(data) => data.duplicatePair}>
      {({ earlier, later, matchLabel, statusLabel }) => (
        <Stack gap="sm">
          <Facts facts={[['Совпадение', matchLabel], ['Состояние', statusLabel]]} />
          <Text size="sm">
            Имена, СНИЛС и документы здесь не показываются: сличите их по документам семей. Сведения о ребёнке из вашего муниципалитета
            можно открыть в деле о его сертификате.
          </Text>
          <DataTable
            caption="Две записи рядом"
            rows={[
              { what: 'Ребёнок', one: earlier.initials, other: later.initials, agrees: later.nameAgrees },
              { what: 'Дата рождения', one: dayText(earlier.birthDate), other: dayText(later.birthDate), agrees: later.birthDateAgrees },
              { what: 'Муниципалитет', one: earlier.municipality?.name, other: later.municipality?.name, agrees: earlier.municipality?.id === later.municipality?.id },
              { what: 'СНИЛС', one: '', other: '', agrees: later.snilsAgrees },
              { what: 'Документ', one: '', other: '', agrees: later.documentAgrees },
            ]}
            keyOf={({ what }) => what}
            columns={[
              { header: 'Сведения', cell: ({ what }) => what },
              { header: 'Ранняя запись', cell: ({ one, agrees }) => one || hidden(agrees) },
              { header: 'Поздняя запись', cell: ({ other, agrees }) => other || hidden(agrees) },
              { header: 'Совпадает', cell: ({ agrees }) => (agrees === null ? 'Указан не у обоих' : yes(agrees)) },
            ]}
          />
        </Stack>
      )}
    </Asked>
  )
}

export function EnrollmentCard({ id }: { id: string }) {
  return (
    <Asked title="Заявка на место" operation={EnrollmentRequest} variables={{ id }} of={(data) => data.enrollmentRequest}>
      {(request) => (
        <Stack gap="md">
          <Facts
            facts={[
              ['Номер', request.number],
              ['Состояние', request.statusLabel],
              ['Что дальше', request.nextStep],
              ['Ребёнок', request.childInitials],
              ['Сертификат', request.certificateNumber],
              ['Группа', request.group?.name],
              ['Реестр', request.registerLabel],
              ['Занятия', `${dayText(request.startsOn)} – ${dayText(request.endsOn)}`],
              ['За счёт сертификата', request.certificatePartText],
              ['За счёт семьи', request.familyPartText],
              ['Свободных мест', request.group?.freePlaces],
              ['Причина', request.reason],
              ['Жалоба', request.appeal],
            ]}
          />
          {request.assessments.map((one) => (
            <Stack key={one.id} gap="xs">
              <Facts
                facts={[
                  ['Вывод', `${one.verdictLabel}, ${one.wayLabel.toLowerCase()}`],
                  ['Когда', momentText(one.decidedAt)],
                  ['Основание', one.ground],
                  ['Пояснение', one.reason],
                  ['Остаток', one.balanceText],
                ]}
              />
              <Verdicts
                caption={`Что мешает, вывод от ${momentText(one.decidedAt)}`}
                verdicts={one.findings.map(({ code, message, rule, remedy, forbids }) => ({
                  code,
                  rule: message,
                  holds: forbids ? false : null,
                  found: remedy,
                  paragraph: rule,
                }))}
              />
            </Stack>
          ))}
        </Stack>
      )}
    </Asked>
  )
}

export function ContractCard({ id }: { id: string }) {
  return (
    <Asked title="Договор об образовании" operation={Contract} variables={{ id }} of={(data) => data.contract}>
      {(contract) => (
        <Stack gap="sm">
          <Facts
            facts={[
              ['Номер', contract.number],
              ['Состояние', contract.statusLabel],
              ['Что дальше', contract.nextStep],
              ['Ребёнок', contract.childInitials],
              ['Поставщик', contract.provider?.shortName],
              ['Модуль', contract.module?.name],
              ['Срок', `${dayText(contract.startsOn)} – ${dayText(contract.endsOn)}`],
              ['Цена', contract.priceText],
              ['За счёт сертификата', contract.certificatePartText],
              ['За счёт семьи', contract.familyPartText],
              ['Причина', contract.reason],
            ]}
          />
          <DataTable
            caption="Документы"
            rows={contract.documents}
            columns={[
              { header: 'Документ', cell: ({ title }) => title },
              { header: 'Номер', cell: ({ number }) => number },
              { header: 'Дата', cell: ({ issuedOn }) => dayText(issuedOn) },
              { header: 'Файл', cell: ({ file, title }) => (file ? <FileLink file={{ id: file.id, name: title }} /> : '—') },
            ]}
          />
        </Stack>
      )}
    </Asked>
  )
}

export function AnnulmentCard({ of }: { of: string }) {
  return (
    <Asked title="Ошибочный договор" operation={CaseSubject} variables={{ id: of }} of={(data) => data.case?.annulment}>
      {(annulment) => (
        <Stack gap="sm">
          <Facts
            facts={[
              ['Договор', annulment.contract?.number],
              ['Поставщик', annulment.contract?.provider?.shortName],
              ['Ребёнок', annulment.contract?.childInitials],
              ['Состояние', annulment.statusLabel],
              ['Запрошено', dayText(annulment.requestedOn)],
              ['В чём ошибка', annulment.reason],
              ['Ответ семьи', annulment.answer],
              ['Решение', annulment.decision],
              ['Письмо', annulment.letter && <FileLink file={annulment.letter} />],
            ]}
          />
          {annulment.decidedOn && (
            <Verdicts
              caption="Условия"
              verdicts={[
                { code: '1', rule: 'Обе стороны считают договор ошибочным', holds: annulment.bothAgree, found: '' },
                { code: '2', rule: 'Договор не вошёл в счета', holds: annulment.notInvoiced, found: '' },
                { code: '3', rule: 'Причина существенная', holds: annulment.isSerious, found: '' },
                { code: '4', rule: 'Средства нужны обратно', holds: annulment.moneyNeeded, found: '' },
              ]}
            />
          )}
        </Stack>
      )}
    </Asked>
  )
}
