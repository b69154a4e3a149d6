import { FundingProgram, FundingRequest, ParameterProposal } from '../../generated/operations'
import { Facts } from '../../parts/Facts'
import { FileLink } from '../../parts/FileLink'
import { momentText } from '../../text/format'
import { FundingFacts } from '../../funding/FundingFacts'
import { ProposalFacts } from '../../funding/ProposalFacts'
import { Asked } from './Asked'

export function FundingProgramCard({ id }: { id: string }) {
  return (
    <Asked title="Программа финансирования" operation={FundingProgram} variables={{ id }} of={(data) => data.fundingProgram}>
      {(program) => <FundingFacts program={program} />}
    </Asked>
  )
}

export function ParametersCard({ id }: { id: string }) {
  return (
    <Asked title="Параметры муниципалитета" operation={ParameterProposal} variables={{ id }} of={(data) => data.parameterProposal}>
      {(proposal) => <ProposalFacts proposal={proposal} />}
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
