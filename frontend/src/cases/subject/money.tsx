import { Stack } from '@mantine/core'
import { FundingProgram, FundingRequest, ParameterProposal } from '../../generated/operations'
import { DataTable } from '../../parts/DataTable'
import { Facts } from '../../parts/Facts'
import { FileLink } from '../../parts/FileLink'
import { dayText, momentText } from '../../text/format'
import { Asked } from './Asked'

export function FundingProgramCard({ id }: { id: string }) {
  return (
    <Asked title="Программа финансирования" operation={FundingProgram} variables={{ id }} of={(data) => data.fundingProgram}>
      {(program) => (
        <Stack gap="sm">
          <Facts
            facts={[
              ['Муниципалитет', program.municipality?.name],
              ['Период', program.period?.title],
              ['Состояние', program.statusLabel],
              ['Объём', program.totalText],
              ['Номер', program.number],
              ['Акт', program.act && `№ ${program.act.number} от ${dayText(program.act.adoptedOn)}`],
              ['Замечание', program.remark],
            ]}
          />
          <DataTable
            caption="Категории детей"
            rows={program.categories}
            keyOf={({ code }) => code}
            columns={[
              { header: 'Категория', cell: ({ title }) => title },
              { header: 'Сертификатов', cell: ({ count }) => count, isNumber: true },
              { header: 'Номинал', cell: ({ nominalText }) => nominalText, isNumber: true },
              { header: 'Предел', cell: ({ sumLimitText }) => sumLimitText || '—', isNumber: true },
            ]}
          />
        </Stack>
      )}
    </Asked>
  )
}

export function ParametersCard({ id }: { id: string }) {
  return (
    <Asked title="Параметры муниципалитета" operation={ParameterProposal} variables={{ id }} of={(data) => data.parameterProposal}>
      {(proposal) => (
        <Stack gap="sm">
          <Facts
            facts={[
              ['Муниципалитет', proposal.municipality?.name],
              ['Состояние', proposal.statusLabel],
              ['Действуют с', dayText(proposal.validFrom)],
              ['Обоснование', proposal.reason],
              ['Замечание', proposal.remark],
              ['Акт', proposal.act && `№ ${proposal.act.number}`],
              ['Файл', proposal.file && <FileLink file={proposal.file} />],
            ]}
          />
          <DataTable
            caption="Значения"
            minWidth={900}
            rows={proposal.parameters}
            keyOf={({ area }) => area}
            columns={[
              { header: 'Местность', cell: (row) => row.areaLabel },
              { header: 'Оплата в месяц', cell: (row) => row.monthlyPay, isNumber: true },
              { header: 'Ставок на человека', cell: (row) => row.ratesPerPerson, isNumber: true },
              { header: 'Доля прочих работников', cell: (row) => row.otherStaffShare, isNumber: true },
              { header: 'Начисления', cell: (row) => row.payrollTax, isNumber: true },
              { header: 'Полезные часы', cell: (row) => row.usefulHours, isNumber: true },
            ]}
          />
        </Stack>
      )}
    </Asked>
  )
}

export function FundingRequestCard({ id }: { id: string }) {
  return (
    <Asked title="Заявление на средства" operation={FundingRequest} variables={{ id }} of={(data) => data.fundingRequest}>
      {(request) => (
        <Facts
          facts={[
            ['Сертификат', request.certificate?.number],
            ['Категория', request.category?.title],
            ['Состояние', request.statusLabel],
            ['Подано', momentText(request.requestedAt)],
            ['Причина', request.reason],
            ['Документ', request.document && <FileLink file={request.document} />],
            ['Место в очереди', request.queueEntry?.position],
          ]}
        />
      )}
    </Asked>
  )
}
