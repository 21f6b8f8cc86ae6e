import { Injectable } from '@nestjs/common';

/** Marks a use-case, so that its ports are handed to its constructor. The only thing of Nest that the core ever sees. */
export function UseCase(): ClassDecorator {
  return Injectable();
}
