import { distinctMachines, duplicates, list, names } from '../duplicates';
import type { LabRule } from '../rule';

/** Some boards all have the same, so it only is a hint; containers show that of the machine they run on. */
export const productUuid: LabRule = {
  id: 'product-uuid',
  check: (probed) => {
    const hardware = distinctMachines(probed).filter(({ facts }) => facts.container === undefined);
    return duplicates(hardware, ({ facts }) => facts.productUuid).map((group) => ({
      severity: 'warning',
      what: `${list(names(group.probed))} have the same product UUID ${group.value}`,
      fix: 'leave it for boards that come so; give virtual machines a UUID each',
      hosts: names(group.probed),
    }));
  },
};
