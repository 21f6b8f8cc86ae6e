/** The parts of an OpenAPI 3.1 document that are read and written here. */

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export type Schema = { [name: string]: Json };

export interface OpenApiMedia {
  schema: Schema;
  example?: Json;
  examples?: Record<string, { summary?: string; value: Json }>;
}

export interface OpenApiResponse {
  description: string;
  headers?: Record<string, Json>;
  content?: Record<string, OpenApiMedia>;
}

export interface OpenApiParameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

export interface OpenApiOperation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: OpenApiParameter[];
  requestBody?: { content: Record<string, OpenApiMedia>; required?: boolean };
  responses: Record<string, OpenApiResponse>;
  security?: Record<string, string[]>[];
}

export type OpenApiPathItem = Partial<Record<'get' | 'put' | 'post' | 'delete' | 'patch', OpenApiOperation>>;

export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, OpenApiPathItem>;
  components: { schemas: Record<string, Schema>; [name: string]: unknown };
}
