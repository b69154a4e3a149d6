import { ProgramParts } from '../../program/ProgramParts'
import type { Case } from '../types'
import { AgreementCard, AssignmentCard, ProviderCard } from './organisations'
import { AnnulmentCard, CertificateCard, ContractCard, DuplicateCard, EnrollmentCard, MoveCard } from './children'
import { BallotCard, DossierCard, MeetingCard, ReviewedCard } from './programs'
import { FundingProgramCard, FundingRequestCard, ParametersCard } from './money'

/** What the case is about: one of its subjects is there. */
export function Subject({ of }: { of: Case }) {
  if (of.edition) return <ProgramParts card={of.edition} more={[['Состояние', of.edition.statusLabel], ['Редакция', of.edition.number]]} />
  if (of.reviewedEdition) return <ReviewedCard of={of.id} />
  if (of.dossier) return <DossierCard id={of.dossier.id} asked={of.dossier} />
  if (of.ballot) return <BallotCard of={of.id} />
  if (of.meeting) return <MeetingCard id={of.meeting.id} />
  if (of.agreement) return <AgreementCard of={of.id} />
  if (of.municipalAssignment) return <AssignmentCard id={of.municipalAssignment.id} />
  if (of.fundingProgram) return <FundingProgramCard id={of.fundingProgram.id} />
  if (of.parameterProposal) return <ParametersCard id={of.parameterProposal.id} />
  if (of.fundingRequest) return <FundingRequestCard id={of.fundingRequest.id} />
  if (of.move) return <MoveCard of={of.id} />
  if (of.duplicate) return <DuplicateCard id={of.duplicate} />
  if (of.enrollmentRequest) return <EnrollmentCard id={of.enrollmentRequest.id} />
  if (of.contract) return <ContractCard id={of.contract.id} />
  if (of.annulment) return <AnnulmentCard of={of.id} />
  if (of.certificate) return <CertificateCard id={of.certificate.id} />
  if (of.provider) return <ProviderCard id={of.provider.id} />
  return null
}
