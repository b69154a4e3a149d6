import type { BudgetRegister, VoteChoice } from '../generated/types'

/** A vote while it is thought over. */
export interface Draft {
  choice?: VoteChoice
  register: BudgetRegister
  places: number | null
  reason: string
  dissent: string
}

export function blank(register: BudgetRegister, places: number | null): Draft {
  return { register, places, reason: '', dissent: '' }
}

/** Registers that the commission may name: pre-professional programs have their own (C 2.3). */
export function offered(register: BudgetRegister): BudgetRegister[] {
  return register === 'PRE_PROFESSIONAL' ? ['PRE_PROFESSIONAL'] : ['SIGNIFICANT', 'GENERAL_DEVELOPMENT']
}

/** What is sent: register and places belong to a vote for alone. */
export function inputOf({ choice = 'ABSTAIN', register, places, reason, dissent }: Draft) {
  const named = choice === 'FOR' ? { register, places } : {}
  return { choice, ...named, reason, dissent }
}
