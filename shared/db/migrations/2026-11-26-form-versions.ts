/** Every version of a form's questions, so that whoever fills one in carries along only which one it is. */
import { Migration } from "@mikro-orm/migrations";

export class FormVersions extends Migration {
  override up(): void {
    this.addSql(`
    create table "form_versions" (
      "form_id" uuid not null references "forms" ("id") on delete cascade,
      "version" int not null,
      "tenant_id" uuid not null references "tenants" ("id") on delete cascade,
      "fields" jsonb not null,
      "created_at" timestamptz not null default now(),
      primary key ("form_id", "version")
    );
    alter table "form_versions" enable row level security;
    alter table "form_versions" force row level security;
    create policy "form_versions_tenant_policy" on "form_versions" to botfactory_tenant using ("tenant_id" = current_setting('app.tenant_id')::uuid);
    create policy "form_versions_system_policy" on "form_versions" to current_user using (true);
    grant select, insert on "form_versions" to botfactory_tenant;

    insert into form_versions (form_id, version, tenant_id, fields) select id, version, tenant_id, fields from forms;
    -- Those that are being filled in, or wait for it, brought their questions along.
    insert into form_versions (form_id, version, tenant_id, fields)
    select f.id, (run -> 'form' ->> 'version')::int, f.tenant_id, (run -> 'form' -> 'fields')::jsonb
    from conversation_state c
      cross join lateral (
        select c.state -> 'run'
        union all
        select json_array_elements(c.state -> 'paused')
      ) as begun(run)
      join forms f on f.id::text = run -> 'form' ->> 'id'
    where run -> 'form' -> 'fields' is not null
    on conflict do nothing;

    -- Whoever writes a form: none of its versions is missing.
    create function keep_form_version() returns trigger language plpgsql as $$
    begin
      insert into form_versions (form_id, version, tenant_id, fields)
      values (new.id, new.version, new.tenant_id, new.fields)
      on conflict do nothing;
      return null;
    end $$;
    create trigger "forms_keep_version" after insert or update of "version" on "forms"
      for each row execute function keep_form_version();
    `);
  }
}
