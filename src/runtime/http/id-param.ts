import { Param, type PipeTransform } from '@nestjs/common';
import { notFound } from '../../kernel/domain-error.js';
import { asId, isUuid, type Branded } from '../../kernel/ids.js';

const idPipe: PipeTransform<string, Branded<string>> = {
  transform: (value) => {
    const id = value.toLowerCase();
    if (!isUuid(id)) throw notFound();
    return asId(id);
  },
};

/** A path parameter that holds one of our ids. What cannot be one is answered as not found, like one that does not exist. */
export function IdParam(name: string): ParameterDecorator {
  return Param(name, idPipe);
}
