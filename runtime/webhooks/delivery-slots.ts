/** How many deliveries are under way at once: in all, to one host, and for one tenant. So who is slow delays only itself. */
import { Slots } from "#shared/lifecycle/slots.ts";

export interface Candidate {
  readonly id: string;
  readonly host: string;
  readonly tenantId: string;
}

export class DeliverySlots {
  readonly #hosts = new Slots({ perKey: 4 });
  readonly #tenants = new Slots({ inAll: 64, perKey: 16 });

  get fullHosts(): string[] {
    return this.#hosts.full;
  }

  get fullTenants(): string[] {
    return this.#tenants.full;
  }

  /** @returns gives the slot back; `null` when there is none */
  take({ host, tenantId }: Candidate): (() => void) | null {
    if (!this.#tenants.has(tenantId)) return null;
    const ofHost = this.#hosts.take(host);
    if (!ofHost) return null;
    const ofTenant = this.#tenants.take(tenantId)!;
    return () => {
      ofHost();
      ofTenant();
    };
  }
}
