SET LOCAL lock_timeout = '2s';
ALTER TABLE users ADD COLUMN name text;
UPDATE users SET name = full_name;
ALTER TABLE users ALTER COLUMN name SET NOT NULL;

CREATE FUNCTION users_keep_names_alike() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.full_name := coalesce(NEW.full_name, NEW.name);
    NEW.name := coalesce(NEW.name, NEW.full_name);
  ELSIF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
    NEW.name := coalesce(NEW.full_name, NEW.name);
  ELSIF NEW.name IS DISTINCT FROM OLD.name THEN
    NEW.full_name := NEW.name;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER users_names_alike BEFORE INSERT OR UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION users_keep_names_alike();
